package praisonai.platform.transfer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Json;
import praisonai.platform.problem.Check;

/**
 * Reads the file that {@code bd export} writes: JSON Lines, one issue a line, UTF-8. A byte order
 * mark, CRLF and blank lines do no harm. Members that it does not know are told, not refused, since
 * Beads adds some with every release; a wrong type is refused.
 */
final class BeadsFile {
    /** Faults after which reading the rest would help nobody. */
    private static final int MAX_FAULTS = 20;

    /** Bytes of one line: many times what an issue of the largest size takes. */
    private static final int MAX_LINE = 16 * 1024 * 1024;

    private static final int MAX_ID = 200;

    /** Follow from the rest of the file, or from Beads' own housekeeping. */
    private static final Set<String> DERIVED =
            Set.of("dependency_count", "dependent_count", "content_hash", "blocked_by_count");

    private static final List<String> FLAGS = List.of("ephemeral", "pinned", "is_template");

    private final List<BrokenFile.Fault> faults = new ArrayList<>();
    private final List<BeadsIssue> issues = new ArrayList<>();
    private final Map<String, Integer> lines = new HashMap<>();

    private BeadsFile() {}

    /**
     * Reads all of {@code in}.
     *
     * @throws BrokenFile when any line is not an issue
     */
    static List<BeadsIssue> read(InputStream in) throws IOException {
        BeadsFile file = new BeadsFile();
        file.readLines(new BufferedInputStream(in, 1 << 16));
        if (!file.faults.isEmpty()) {
            throw new BrokenFile(file.faults);
        }
        return file.issues;
    }

    private void readLines(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 14);
        int line = 1;
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b != '\n') {
                bytes.write(b);
                if (bytes.size() > MAX_LINE) {
                    fault(line, "is longer than 16 MiB");
                    return;
                }
                continue;
            }
            readLine(line, bytes.toByteArray());
            bytes.reset();
            line++;
            if (faults.size() >= MAX_FAULTS) {
                return;
            }
        }
        readLine(line, bytes.toByteArray());
        if (issues.isEmpty() && faults.isEmpty()) {
            fault(1, "there is no issue in this file");
        }
    }

    private void fault(int line, String message) {
        faults.add(new BrokenFile.Fault(line, message));
    }

    private void readLine(int line, byte[] bytes) {
        String text;
        try {
            text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(bytes))
                            .toString();
        } catch (CharacterCodingException e) {
            fault(line, "is not UTF-8 text");
            return;
        }
        if (line == 1 && text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        if (text.isBlank()) {
            return;
        }
        JsonNode node;
        try {
            node = Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            fault(line, "is not JSON: " + firstLine(e.getOriginalMessage()));
            return;
        }
        if (!node.isObject()) {
            fault(line, "is not an issue: a JSON object on one line was expected");
            return;
        }
        int before = faults.size();
        BeadsIssue issue = new Members(line, node, "").issue();
        if (faults.size() > before) {
            return;
        }
        Integer earlier = lines.putIfAbsent(issue.id(), line);
        if (earlier != null) {
            fault(line, "id " + issue.id() + " stands in line " + earlier + " already");
            return;
        }
        issues.add(issue);
    }

    /** Beads, written in Go, writes Go's zero time where there is none. */
    private static boolean isNothing(String text) {
        return text.isEmpty() || text.startsWith("0001-01-01T");
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    /** The members of one JSON object, taken by name and type; what is wrong is noted. */
    private final class Members {
        private final int line;
        private final JsonNode node;
        private final String path;
        private final Set<String> taken = new LinkedHashSet<>();

        Members(int line, JsonNode node, String path) {
            this.line = line;
            this.node = node;
            this.path = path;
        }

        BeadsIssue issue() {
            String id = required("id");
            if (id.length() > MAX_ID || id.codePoints().anyMatch(Character::isISOControl)) {
                wrong("id", "must be one line of at most " + MAX_ID + " characters");
            }
            String status = text("status");
            List<String> flags = new ArrayList<>();
            for (String flag : FLAGS) {
                if (flag(flag)) {
                    flags.add(flag);
                }
            }
            Instant due = time("due_at");
            return new BeadsIssue(
                    line,
                    id,
                    required("title"),
                    text("description"),
                    text("design"),
                    text("acceptance_criteria"),
                    text("notes"),
                    text("external_ref"),
                    status == null ? "open" : status,
                    number("priority", 0, 4, 2),
                    text("issue_type"),
                    text("assignee"),
                    text("owner"),
                    text("created_by"),
                    time("created_at"),
                    time("updated_at"),
                    time("closed_at"),
                    text("close_reason"),
                    due == null ? null : LocalDate.ofInstant(due, ZoneOffset.UTC),
                    text("parent"),
                    texts("labels"),
                    dependencies(id),
                    comments(),
                    number("comment_count", 0, Integer.MAX_VALUE, 0),
                    flags,
                    leftOver());
        }

        private List<BeadsIssue.Dependency> dependencies(String id) {
            List<BeadsIssue.Dependency> dependencies = new ArrayList<>();
            for (Members member : objects("dependencies")) {
                String issue = member.text("issue_id");
                if (issue != null && !issue.equals(id)) {
                    member.wrong("issue_id", "must be the id of the issue that it stands in");
                }
                String type = member.text("type");
                dependencies.add(
                        new BeadsIssue.Dependency(
                                member.required("depends_on_id"),
                                type == null ? "blocks" : type,
                                member.time("created_at")));
            }
            return dependencies;
        }

        private List<BeadsIssue.Comment> comments() {
            List<BeadsIssue.Comment> comments = new ArrayList<>();
            for (Members member : objects("comments")) {
                comments.add(
                        new BeadsIssue.Comment(
                                member.text("author"),
                                member.required("text"),
                                member.time("created_at")));
            }
            return comments;
        }

        /** Members with a value that nothing has asked for. */
        private List<String> leftOver() {
            List<String> names = new ArrayList<>();
            node.properties()
                    .forEach(member -> {
                        if (!taken.contains(member.getKey())
                                && !DERIVED.contains(member.getKey())
                                && !isEmpty(member.getValue())) {
                            names.add(member.getKey());
                        }
                    });
            return names;
        }

        private boolean isEmpty(JsonNode value) {
            return value.isNull()
                    || (value.isTextual() && isNothing(value.textValue()))
                    || (value.isBoolean() && !value.booleanValue())
                    || (value.isNumber() && value.doubleValue() == 0)
                    || (value.isContainerNode() && value.isEmpty());
        }

        private void wrong(String name, String message) {
            fault(line, path + name + " " + message);
        }

        /** The member; null where it is absent or JSON's null. */
        private @Nullable JsonNode member(String name) {
            taken.add(name);
            JsonNode value = node.get(name);
            return value == null || value.isNull() ? null : value;
        }

        @Nullable String text(String name) {
            JsonNode value = member(name);
            if (value == null) {
                return null;
            }
            if (!value.isTextual()) {
                wrong(name, "must be a string");
                return null;
            }
            return storable(name, value.textValue());
        }

        private @Nullable String storable(String name, String text) {
            if (!Check.isStorable(text)) {
                wrong(name, "must not contain NUL or unpaired surrogate characters");
            }
            return text.isEmpty() ? null : text;
        }

        String required(String name) {
            int before = faults.size();
            String value = text(name);
            if (faults.size() == before && (value == null || value.isBlank())) {
                wrong(name, "is required");
            }
            return value == null ? "" : value;
        }

        private int number(String name, int min, int max, int absent) {
            JsonNode value = member(name);
            if (value == null) {
                return absent;
            }
            if (!value.isInt() || value.intValue() < min || value.intValue() > max) {
                wrong(
                        name,
                        max == Integer.MAX_VALUE
                                ? "must be a whole number"
                                : "must be a whole number from " + min + " to " + max);
            }
            return value.intValue();
        }

        private boolean flag(String name) {
            JsonNode value = member(name);
            if (value != null && !value.isBoolean()) {
                wrong(name, "must be true or false");
            }
            return value != null && value.booleanValue();
        }

        private @Nullable Instant time(String name) {
            String text = text(name);
            if (text == null || isNothing(text)) {
                return null;
            }
            try {
                OffsetDateTime time = OffsetDateTime.parse(text);
                if (time.getYear() >= 1900 && time.getYear() <= 9998) {
                    return time.toInstant().truncatedTo(ChronoUnit.MICROS);
                }
            } catch (DateTimeException e) {
                // Falls through to the one answer for every time that can't be.
            }
            wrong(name, "must be a time such as 2026-02-28T03:42:10Z");
            return null;
        }

        private List<String> texts(String name) {
            List<String> texts = new ArrayList<>();
            for (JsonNode element : elements(name)) {
                if (!element.isTextual()) {
                    wrong(name, "must be a list of strings");
                    return List.of();
                }
                String text = storable(name, element.textValue());
                if (text != null && !text.isBlank()) {
                    texts.add(text);
                }
            }
            return texts;
        }

        private List<Members> objects(String name) {
            List<Members> objects = new ArrayList<>();
            int index = 0;
            for (JsonNode element : elements(name)) {
                if (!element.isObject()) {
                    wrong(name, "must be a list of objects");
                    return List.of();
                }
                objects.add(new Members(line, element, name + "[" + index++ + "]."));
            }
            return objects;
        }

        private Iterable<JsonNode> elements(String name) {
            JsonNode value = member(name);
            if (value == null) {
                return List.of();
            }
            if (!value.isArray()) {
                wrong(name, "must be a list");
                return List.of();
            }
            return value;
        }
    }
}
