package praisonai.platform.activity;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import praisonai.platform.db.LogChain;

/**
 * A row of the log as the database holds it, whatever was done to it there: nothing is taken for
 * granted of its values.
 */
record StoredRow(
        long position,
        String id,
        String workspaceId,
        String entityType,
        String entityId,
        String action,
        @Nullable String actorId,
        @Nullable String actorAgentId,
        @Nullable String issueId,
        String createdAt,
        String details,
        String hash) {
    /** Without limits: what is stored was within those of what is taken from outside. */
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(Integer.MAX_VALUE)
                                    .maxNumberLength(Integer.MAX_VALUE)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .maxNameLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    /** Whether its hash is that of its content after the row with this hash. */
    boolean follows(String before) {
        // In the hash nobody and an empty name are the same; the log has no empty names.
        return !"".equals(actorId)
                && !"".equals(actorAgentId)
                && !"".equals(issueId)
                && hash.equals(
                        LogChain.hash(
                                before,
                                new LogChain.Link(
                                        position,
                                        id,
                                        workspaceId,
                                        entityType,
                                        entityId,
                                        action,
                                        actorId,
                                        actorAgentId,
                                        issueId,
                                        createdAt,
                                        details)));
    }

    /**
     * One line of JSON, without its end. The details come last and as they are stored, so that
     * their exact text, which the hash is over, can be cut out.
     */
    String line() {
        StringWriter line = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(line)) {
            out.writeStartObject();
            out.writeNumberField("position", position);
            out.writeStringField("id", id);
            out.writeStringField("workspace_id", workspaceId);
            out.writeStringField("entity_type", entityType);
            out.writeStringField("entity_id", entityId);
            out.writeStringField("action", action);
            out.writeStringField("actor_id", actorId);
            out.writeStringField("actor_agent_id", actorAgentId);
            out.writeStringField("issue_id", issueId);
            out.writeStringField("created_at", createdAt);
            out.writeStringField("hash", hash);
            out.writeFieldName("details");
            if (isLineOfJson(details)) {
                out.writeRawValue(details);
            } else {
                out.writeString(details);
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a text can be written to", e);
        }
        return line.toString();
    }

    /** SQLite takes any text; what somebody put there must not break the lines of an export. */
    private static boolean isLineOfJson(String text) {
        if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
            return false;
        }
        try (JsonParser in = JSON.createParser(text)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            in.skipChildren();
            return in.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }
}
