package praisonai.platform.server.mcp;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** A message of JSON-RPC 2.0: a request where it has an id, else a notification. */
public record RpcMessage(
        @Doc(value = "Always 2.0.", example = "2.0") String jsonrpc,
        @Doc(
                        value =
                                "A string or a whole number that the answer repeats; none for a notification.",
                        example = "1")
                @Nullable Object id,
        @Doc(value = "What is asked.", example = "tools/list") String method,
        @Doc("What it is asked with.") @Nullable Map<String, @Nullable Object> params) {
    private static final String NOTIFICATION = "notifications/";
    private static final int MAX = 200;

    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public RpcMessage {
        Check check = new Check();
        check.that("2.0".equals(jsonrpc), "jsonrpc", "must be \"2.0\"");
        check.text("method", method, MAX);
        boolean notifies = method != null && method.startsWith(NOTIFICATION);
        check.that(
                isId(id) || (id == null && notifies),
                "id",
                "must be a string or a whole number, and left out only for a notification");
        check.done();
    }

    private static boolean isId(@Nullable Object id) {
        return id instanceof Integer
                || id instanceof Long
                || (id instanceof String text && text.length() <= MAX);
    }
}
