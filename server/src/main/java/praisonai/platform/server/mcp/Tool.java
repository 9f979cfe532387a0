package praisonai.platform.server.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;
import praisonai.platform.access.Permission;
import praisonai.platform.problem.Problem;
import praisonai.platform.server.route.Inputs;

/**
 * One tool: everything that there is to know about it. What models are told of it, and the test of
 * who may call it, are made from this. Immutable.
 *
 * @param name what models call it by
 * @param description what it does and when to use it; models read it, and every word costs
 * @param permission what its service demands of the caller
 * @param onIssue whether it takes the argument {@value #ISSUE}
 * @param input the other arguments
 * @param output what it answers
 * @param <I> the same as {@code input}
 * @param <O> the same as {@code output}
 */
record Tool<I extends Record, O extends Record>(
        String name,
        String description,
        Permission permission,
        boolean onIssue,
        Class<I> input,
        Class<O> output,
        Function<ToolCall<I>, O> handler) {
    /** The argument that names an issue. */
    static final String ISSUE = "issue";

    /** Takes no other arguments. */
    record Nothing() {}

    /** Whether it changes nothing. */
    boolean reads() {
        return permission == Permission.READ;
    }

    /**
     * Runs the tool.
     *
     * @param arguments as the model gave them
     * @throws Problem as its service does
     * @throws praisonai.platform.server.http.Refusal when the arguments are not its own
     */
    O call(Caller caller, ObjectNode arguments) {
        String issue = onIssue ? take(arguments, ISSUE) : "";
        return handler.apply(new ToolCall<>(caller, issue, Inputs.record(arguments, input)));
    }

    private static String take(ObjectNode arguments, String name) {
        JsonNode value = arguments.remove(name);
        if (value == null || !value.isTextual() || value.textValue().isBlank()) {
            throw new Problem.Invalid(name, "must be given: the key of an issue, such as ENG-12");
        }
        return value.textValue();
    }
}
