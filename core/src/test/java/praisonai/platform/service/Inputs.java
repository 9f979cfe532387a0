package praisonai.platform.service;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import praisonai.platform.agent.AgentPatch;
import praisonai.platform.agent.NewAgent;
import praisonai.platform.json.Json;
import praisonai.platform.problem.Problem;

/** Inputs with many members, of which a test names a few, as they come on the wire. */
final class Inputs {
    private Inputs() {}

    /**
     * @param members names and values by turns
     */
    static NewAgent agent(@Nullable Object... members) {
        return read(NewAgent.class, members);
    }

    /**
     * @param members names and values by turns
     */
    static AgentPatch agentPatch(@Nullable Object... members) {
        return read(AgentPatch.class, members);
    }

    private static <T> T read(Class<T> type, @Nullable Object... members) {
        Map<String, @Nullable Object> input = new LinkedHashMap<>();
        for (int n = 0; n < members.length; n += 2) {
            input.put(String.valueOf(members[n]), members[n + 1]);
        }
        try {
            return Json.mapper().convertValue(input, type);
        } catch (IllegalArgumentException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof Problem problem) {
                    throw problem;
                }
            }
            throw e;
        }
    }
}
