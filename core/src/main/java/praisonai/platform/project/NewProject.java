package praisonai.platform.project;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** What it takes to create a project. */
public record NewProject(
        @Doc(value = "Name, 1 to 255 characters.", example = "Website") String name,
        @Doc("What it is about.") @Nullable String description,
        @Doc(value = "Free configuration; {} where left out.", example = "{\"color\": \"teal\"}")
                @Nullable Map<String, @Nullable Object> settings,
        @Doc("The member who leads it; whoever creates it where left out.")
                @Nullable String leadId) {
    static final int NAME_MAX = 255;

    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public NewProject {
        Check check = new Check();
        name = check.name("name", name, NAME_MAX);
        check.optionalText("description", description, Check.LONG_TEXT);
        settings = check.json("settings", settings);
        check.reference("lead_id", leadId);
        check.done();
    }
}
