package praisonai.platform.agent;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** What it takes to create an agent. */
public record NewAgent(
        @Doc(
                        value =
                                "Name, 1 to 100 characters, unique in the workspace without regard to"
                                        + " case.",
                        example = "coder")
                String name,
        @Doc("What it is good at.") @Nullable String description,
        @Doc(value = "What it is doing; idle where left out.", example = "idle")
                @Nullable AgentStatus status,
        @Doc(value = "Free configuration; {} where left out.", example = "{\"model\": \"large\"}")
                @Nullable Map<String, @Nullable Object> config) {
    static final int NAME_MAX = 100;

    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public NewAgent {
        Check check = new Check();
        name = check.name("name", name, NAME_MAX);
        check.optionalText("description", description, Check.LONG_TEXT);
        status = status == null ? AgentStatus.IDLE : status;
        config = check.json("config", config);
        check.done();
    }
}
