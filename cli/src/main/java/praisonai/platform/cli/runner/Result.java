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
 * @param cannotStart whether the command did not even begin, as no other would
 */
record Result(
        String outcome, @Nullable String summary, @Nullable Usage usage, boolean cannotStart) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> OUTCOMES =
            Set.of("done", "in-review", "failed", "blocked", "released");

    /** The exit code by which a command gives an issue back: EX_TEMPFAIL of sysexits.h. */
    private static final int TRY_LATER = 75;

    /** By which shells say that they can't start a command. */
    private static final int NOT_EXECUTABLE = 126;

    private static final int NOT_FOUND = 127;

    private static final long MOST_BYTES = 1024 * 1024;

    // What the server takes, see its API.
    private static final int LONGEST_SUMMARY = 100_000;
    private static final int LONGEST_MODEL = 200;
    private static final long MOST_USED = 1_000_000_000_000L;

    Result(String outcome, @Nullable String summary, @Nullable Usage usage) {
        this(outcome, summary, usage, false);
    }

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
            case 0 -> new Result("done", said == null ? null : said.strip(), null);
            case TRY_LATER -> new Result("released", null, null);
            case NOT_EXECUTABLE, NOT_FOUND ->
                    cannotStart("it ended with " + exit + "." + quoted(complained));
            default ->
                    failed(
                            "The command ended with "
                                    + exit
                                    + (exit > 128 ? " (signal " + (exit - 128) + ")" : "")
                                    + "."
                                    + quoted(complained));
        };
    }

    /** The command could not even begin, which is no fault of the issue: it is given back. */
    static Result cannotStart(String why) {
        return new Result("released", "The command can't be run: " + why, null, true);
    }

    /** The same as the server takes it, and without a secret. */
    Result sendable(String secret) {
        return new Result(
                outcome,
                summary == null || summary.isBlank()
                        ? null
                        : clean(secret, summary, LONGEST_SUMMARY),
                usage == null || usage.model() == null
                        ? usage
                        : new Usage(
                                usage.inputTokens(),
                                usage.outputTokens(),
                                usage.costMicroUsd(),
                                clean(secret, usage.model(), LONGEST_MODEL)),
                cannotStart);
    }

    /** The same outcome, where the server refused the rest. */
    Result refused(String why) {
        return new Result(
                outcome, "What the command reported was refused: " + why, null, cannotStart);
    }

    private static String clean(String secret, String text, int longest) {
        return Texts.cut(Texts.storable(Mask.hide(secret, text)), longest);
    }

    private static String quoted(String complained) {
        return complained.isBlank()
                ? ""
                : "\n\n```\n" + complained.strip().replace("```", "'''") + "\n```";
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
                summary.textValue(),
                usage.isObject()
                        ? new Usage(
                                number(usage, "input_tokens"),
                                number(usage, "output_tokens"),
                                number(usage, "cost_micro_usd"),
                                usage.path("model").textValue())
                        : null);
    }

    private static @Nullable Long number(JsonNode json, String member) {
        JsonNode value = json.path(member);
        return value.canConvertToLong() && value.longValue() >= 0 && value.longValue() <= MOST_USED
                ? value.longValue()
                : null;
    }
}
