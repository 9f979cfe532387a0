package praisonai.platform.agent;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Change;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** Changes to an agent. */
public record AgentPatch(
        @Doc(value = "New name.", example = "reviewer") Change<String> name,
        @Doc("New description; null clears it.") Change<@Nullable String> description,
        @Doc(value = "New status.", example = "active") Change<AgentStatus> status,
        @Doc("New configuration, in place of all the old one; null clears it.")
                Change<@Nullable Map<String, @Nullable Object>> config) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public AgentPatch {
        Check check = new Check();
        name = check.notCleared("name", name);
        name.ifValue(value -> check.name("name", value, NewAgent.NAME_MAX));
        description = Change.orKeep(description);
        description.ifValue(value -> check.optionalText("description", value, Check.LONG_TEXT));
        status = check.notCleared("status", status);
        config = Change.orKeep(config).map(value -> check.json("config", value));
        check.anyOf(name, description, status, config);
        check.done();
    }
}
