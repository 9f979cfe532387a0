package praisonai.platform.workspace;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** What it takes to create a workspace. */
public record NewWorkspace(
        @Doc(value = "Name, 1 to 255 characters.", example = "Engineering") String name,
        @Doc("What it is for.") @Nullable String description,
        @Doc(value = "Free configuration; {} where left out.", example = "{\"theme\": \"dark\"}")
                @Nullable Map<String, @Nullable Object> settings,
        @Doc(
                        value =
                                "What issue keys start with: a letter, then up to 9 letters or digits;"
                                        + " stored in upper case. ISSUE where left out.",
                        example = "ENG")
                @Nullable String issuePrefix) {
    static final int NAME_MAX = 255;

    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public NewWorkspace {
        Check check = new Check();
        name = check.name("name", name, NAME_MAX);
        check.optionalText("description", description, Check.LONG_TEXT);
        settings = check.json("settings", settings);
        issuePrefix = issuePrefix == null ? "ISSUE" : prefix(check, issuePrefix);
        check.done();
    }

    static String prefix(Check check, String prefix) {
        String upper = prefix.toUpperCase(Locale.ROOT);
        check.that(
                upper.matches("[A-Z][A-Z0-9]{0,9}"),
                "issue_prefix",
                "must be a letter, then up to 9 letters or digits");
        return upper;
    }
}
