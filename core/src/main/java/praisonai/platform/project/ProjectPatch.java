package praisonai.platform.project;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Change;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** Changes to a project. */
public record ProjectPatch(
        @Doc(value = "New name.", example = "Website relaunch") Change<String> name,
        @Doc("New description; null clears it.") Change<@Nullable String> description,
        @Doc("New settings, in place of all the old ones; null clears them.")
                Change<@Nullable Map<String, @Nullable Object>> settings,
        @Doc("New lead; null for none.") Change<@Nullable String> leadId) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public ProjectPatch {
        Check check = new Check();
        name = check.notCleared("name", name);
        name.ifValue(value -> check.name("name", value, NewProject.NAME_MAX));
        description = Change.orKeep(description);
        description.ifValue(value -> check.optionalText("description", value, Check.LONG_TEXT));
        settings = Change.orKeep(settings).map(value -> check.json("settings", value));
        leadId = Change.orKeep(leadId);
        leadId.ifValue(value -> check.reference("lead_id", value));
        check.anyOf(name, description, settings, leadId);
        check.done();
    }
}
