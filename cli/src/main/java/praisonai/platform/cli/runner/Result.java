package praisonai.platform.cli.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import praisonai.platform.client.Usage;

/**
 * What came of a command.
 *
 * @param outcome done, in-review, failed, blocked or released
 */
record Result(String outcome, @Nullable String summary, @Nullable Usage usage) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> OUTCOMES =
            Set.of("done", "in-review", "failed", "blocked", "released");

    /** The exit code by which a command gives an issue back: EX_TEMPFAIL of sysexits.h. */
    private static final int TRY_LATER = 75;

    private static final long MOST_BYTES = 1024 * 1024;
    private static final int LONGEST_SUMMARY = 100_000;

    /**
     * What a command left: by its result file, else by its exit code.
     *
     * @param said the end of what it wrote to standard output, for the summary; null for none
     * @param complained the end of what it wrote to standard error
     */
    static Result of(int exit, Path file, @Nullable String said, String complained) {
        try {
            if (Files.exists(file) && Files.size(file) > 0) {
                return of(file);
            }
        } catch (IOException e) {
            return failed("The result file can't be read: " + e.getMessage());
        }
        return switch (exit) {
            case 0 ->
                    new Result("done", said == null || said.isBlank() ? null : said.strip(), null);
            case TRY_LATER -> new Result("released", null, null);
            default ->
                    failed(
                            "The command ended with "
                                    + exit
                                    + (exit > 128 ? " (signal " + (exit - 128) + ")" : "")
                                    + "."
                                    + (complained.isBlank()
                                            ? ""
                                            : "\n\n" + fenced(complained.strip())));
        };
    }

    private static String fenced(String text) {
        return "```\n" + text.replace("```", "'''") + "\n```";
    }

    private static Result failed(String why) {
        return new Result("failed", why, null);
    }

    private static Result of(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            return failed("The result file has more than 1 MiB.");
        }
        JsonNode json;
        try {
            json = JSON.readTree(Files.readString(file));
        } catch (JsonProcessingException | java.nio.charset.CharacterCodingException e) {
            return failed("The result file is not JSON.");
        }
        String outcome = json.path("outcome").asText("");
        if (!OUTCOMES.contains(outcome)) {
            return failed(
                    "The result file's outcome is not done, in-review, failed, blocked or"
                            + " released.");
        }
        JsonNode summary = json.path("summary");
        JsonNode usage = json.path("usage");
        return new Result(
                outcome,
                summary.isTextual() && !summary.textValue().isBlank()
                        ? cut(summary.textValue())
                        : null,
                usage.isObject()
                        ? new Usage(
                                number(usage, "input_tokens"),
                                number(usage, "output_tokens"),
                                number(usage, "cost_micro_usd"),
                                usage.path("model").textValue())
                        : null);
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_SUMMARY
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_SUMMARY - 1)) + "…";
    }

    private static @Nullable Long number(JsonNode json, String member) {
        JsonNode value = json.path(member);
        return value.canConvertToLong() && value.longValue() >= 0 ? value.longValue() : null;
    }
}
