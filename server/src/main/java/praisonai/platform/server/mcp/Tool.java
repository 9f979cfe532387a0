package praisonai.platform.server.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Permission;
import praisonai.platform.access.RunRef;
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
 * @param inRun whether it takes the argument {@value #RUN}
 * @param readOnly whether calling it changes nothing
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
        InRun inRun,
        boolean readOnly,
        Class<I> input,
        Class<O> output,
        Function<ToolCall<I>, O> handler) {
    /** The argument that names an issue. */
    static final String ISSUE = "issue";

    /** The argument that names the run and the attempt that the agent acts in. */
    static final String RUN = "run";

    private static final Pattern RUN_REF = Pattern.compile("([^#]{1,64})#([0-9]{1,9})");

    /** Whether a tool takes a run. */
    enum InRun {
        NEVER,
        /** What it changes is refused where the agent does not hold the run any more. */
        MAYBE,
        ALWAYS
    }

    /** What names a run and its attempt to a model. */
    static String nameOf(RunRef run) {
        return run.runId() + "#" + run.attempt();
    }

    /** Takes no other arguments. */
    record Nothing() {}

    /**
     * Runs the tool.
     *
     * @param arguments as the model gave them
     * @throws Problem as its service does
     * @throws praisonai.platform.server.http.Refusal when the arguments are not its own
     */
    O call(Caller caller, ObjectNode arguments) {
        String issue = onIssue ? issue(arguments.remove(ISSUE)) : "";
        RunRef run = inRun == InRun.NEVER ? null : run(arguments.remove(RUN));
        Caller acting = inRun == InRun.MAYBE && run != null ? caller.in(run) : caller;
        return handler.apply(new ToolCall<>(acting, issue, run, Inputs.record(arguments, input)));
    }

    private static String issue(@Nullable JsonNode value) {
        if (value == null || !value.isTextual() || value.textValue().isBlank()) {
            throw new Problem.Invalid(ISSUE, "must be the key of an issue, such as ENG-12");
        }
        return value.textValue();
    }

    private @Nullable RunRef run(@Nullable JsonNode value) {
        if (inRun == InRun.MAYBE && (value == null || value.isNull())) {
            return null;
        }
        Matcher ref = RUN_REF.matcher(value == null ? "" : value.asText());
        if (!ref.matches()) {
            throw new Problem.Invalid(
                    RUN, "must be what next_work gave as run, such as 0198f0a2#1");
        }
        return new RunRef(ref.group(1), Integer.parseInt(ref.group(2)));
    }
}
