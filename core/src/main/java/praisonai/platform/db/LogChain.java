package praisonai.platform.db;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The chain of hashes through a workspace's log: each row's hash is over its own content and the
 * hash of the row before it, so that a row can't be altered, removed or moved without breaking the
 * chain there. PostgreSQL's function {@code platform_log} computes the same.
 */
public final class LogChain {
    /** What stands before the first row. */
    public static final String START = "";

    private LogChain() {}

    /**
     * One row as it is hashed.
     *
     * @param createdAt as on the wire
     * @param details the exact text that the database holds
     */
    public record Link(
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
            String details) {}

    /**
     * SHA-256, in lower-case hex, over the UTF-8 of these, joined by newlines: the hash before
     * (empty for the first row), position, id, workspace, entity type, entity id, action, person,
     * agent, issue (empty where there is none), time as on the wire, details as stored.
     *
     * @param before the hash of the row before, {@link #START} for the first
     */
    public static String hash(String before, Link row) {
        String content =
                String.join(
                        "\n",
                        before,
                        String.valueOf(row.position()),
                        row.id(),
                        row.workspaceId(),
                        row.entityType(),
                        row.entityId(),
                        row.action(),
                        emptyIfNull(row.actorId()),
                        emptyIfNull(row.actorAgentId()),
                        emptyIfNull(row.issueId()),
                        row.createdAt(),
                        row.details());
        return HexFormat.of().formatHex(sha256().digest(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static String emptyIfNull(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
