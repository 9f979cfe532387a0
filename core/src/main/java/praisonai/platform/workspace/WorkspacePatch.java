package praisonai.platform.workspace;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Change;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** Changes to a workspace. */
public record WorkspacePatch(
        @Doc(value = "New name.", example = "Platform team") Change<String> name,
        @Doc("New description; null clears it.") Change<@Nullable String> description,
        @Doc("New settings, in place of all the old ones; null clears them.")
                Change<@Nullable Map<String, @Nullable Object>> settings,
        @Doc(value = "New prefix; the keys of all issues change with it.", example = "PLAT")
                Change<String> issuePrefix) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public WorkspacePatch {
        Check check = new Check();
        name = check.notCleared("name", name);
        name.ifValue(value -> check.name("name", value, NewWorkspace.NAME_MAX));
        description = Change.orKeep(description);
        description.ifValue(value -> check.optionalText("description", value, Check.LONG_TEXT));
        settings = Change.orKeep(settings).map(value -> check.json("settings", value));
        issuePrefix = check.notCleared("issue_prefix", issuePrefix);
        issuePrefix.ifValue(value -> NewWorkspace.prefix(check, value));
        check.anyOf(name, description, settings, issuePrefix);
        check.done();
    }
}
