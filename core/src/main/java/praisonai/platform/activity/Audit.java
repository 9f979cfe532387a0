package praisonai.platform.activity;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Engine;
import praisonai.platform.db.LogChain;
import praisonai.platform.json.Json;
import praisonai.platform.problem.Problem;

/**
 * Verifies that a workspace's log is what was written, and exports it so that others can. {@code
 * docs/audit.md} says what is found and what can't be. A log is read page by page, each in a
 * transaction of its own, so others go on writing meanwhile; what they write is left out.
 * Thread-safe.
 */
public final class Audit {
    private final Engine engine;
    private final AuditStore store = new AuditStore();

    public Audit(Engine engine) {
        this.engine = engine;
    }

    /** A log that there is: that of a workspace, which may be deleted. */
    public record Log(WorkspaceId workspace, String name, boolean deleted) {}

    /** A log that is ready to be written out. */
    public interface Export {
        /**
         * Writes it, not closing {@code out}. When this throws, the last line is missing that every
         * whole export has.
         *
         * @throws Problem when the actor loses the right meanwhile, or the database can't be
         *     reached
         * @throws IOException what {@code out} throws
         */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Verifies a workspace's log.
     *
     * @param noted where the log ended at an earlier time, to see that it is the same up to there;
     *     null where nobody knows
     */
    public Verified verify(Actor actor, WorkspaceId workspace, @Nullable Head noted) {
        return verify(Scope.in(workspace, actor, Permission.AUDIT), workspace, noted);
    }

    /**
     * Verifies a workspace's log for an operator, who need not be a member, be the workspace
     * deleted or not.
     *
     * @param noted as above
     * @throws Problem.NotFound when there is no such workspace
     */
    public Verified verify(WorkspaceId workspace, @Nullable Head noted) {
        return verify(Scope.ofWorkspace(workspace, "audit"), workspace, noted);
    }

    /**
     * The logs of all workspaces, for an operator.
     *
     * @param nameOrId the one workspace that is wanted; null for all
     */
    public List<Log> logs(@Nullable String nameOrId) {
        return engine.read(Scope.system("audit"), session -> store.logs(session, nameOrId));
    }

    /**
     * Exports a workspace's log: every row that there is at this moment as one line of JSON, oldest
     * first, and then the head in a line of its own. It is not verified.
     *
     * @param after the position after which it begins
     * @throws Problem.Invalid when there is no such position yet
     */
    public Export export(Actor actor, WorkspaceId workspace, long after) {
        Scope scope = Scope.in(workspace, actor, Permission.AUDIT);
        AuditStore.End end = end(scope, workspace);
        if (after < 0 || after > end.lastPosition()) {
            throw new Problem.Invalid(
                    "after",
                    "must be a position of this workspace's log, 0 to " + end.lastPosition());
        }
        return out -> {
            long position = after;
            while (position < end.lastPosition()) {
                List<StoredRow> page = page(scope, workspace, position, end);
                if (page.isEmpty()) {
                    break; // Somebody removed what was there; the head tells.
                }
                ByteArrayOutputStream lines = new ByteArrayOutputStream();
                for (StoredRow row : page) {
                    lines.writeBytes((row.line() + "\n").getBytes(StandardCharsets.UTF_8));
                }
                lines.writeTo(out);
                position = page.getLast().position();
            }
            String last = Json.write(Collections.singletonMap("head", end.head())) + "\n";
            out.write(last.getBytes(StandardCharsets.UTF_8));
            out.flush();
        };
    }

    private Verified verify(Scope scope, WorkspaceId workspace, @Nullable Head noted) {
        AuditStore.End end = end(scope, workspace);
        long position = 0;
        String hash = LogChain.START;
        long after = Long.MIN_VALUE; // Nothing may stand before the first position either.
        while (after < end.lastPosition()) {
            List<StoredRow> page = page(scope, workspace, after, end);
            for (StoredRow row : page) {
                String fault = fault(row, position + 1, hash, end, noted);
                if (fault != null) {
                    return broken(scope, workspace, end, position + 1, fault);
                }
                position = row.position();
                hash = row.hash();
            }
            after = page.isEmpty() ? end.lastPosition() : position;
        }
        Head head = end.head();
        if (head != null
                && position > 0
                && head.position() == position
                && !head.hash().equals(hash)) {
            return broken(
                    scope,
                    workspace,
                    end,
                    position,
                    "The row's hash is not the one in the head of the log: one of the two was"
                            + " altered.");
        }
        String fault = faultOfEnd(position, head, noted);
        return fault == null
                ? new Verified(true, head, null, null)
                : broken(scope, workspace, end, position + 1, fault);
    }

    /** What is wrong with the row that comes next, null where it is right. */
    private static @Nullable String fault(
            StoredRow row, long expected, String before, AuditStore.End end, @Nullable Head noted) {
        if (row.position() < expected) {
            return "A row stands before it, at position " + row.position() + ".";
        }
        if (row.position() > expected) {
            return "The row is missing: the next one is at position " + row.position() + ".";
        }
        Head head = end.head();
        if (head != null && row.position() > head.position()) {
            return "The row stands after the end of the log: the head is at position "
                    + head.position()
                    + ".";
        }
        if (!row.follows(before)) {
            return "The row does not match its hash: it was altered, or another was put in its"
                    + " place, or the one before it was altered and given a hash to match.";
        }
        if (noted != null
                && noted.position() == row.position()
                && !noted.hash().equals(row.hash())) {
            return "The row's hash is not the one that was noted: the log was written anew, from"
                    + " here or from before.";
        }
        return null;
    }

    /** What is wrong with the end of a log whose rows are right up to a position. */
    private static @Nullable String faultOfEnd(
            long position, @Nullable Head head, @Nullable Head noted) {
        if (position == 0) {
            return "The log is empty: not even the creation of the workspace is there.";
        }
        if (head == null) {
            return "The head of the log is missing: what came from here on may be, too.";
        }
        if (head.position() > position) {
            return "The row is missing: the log ends before it, but the head is at position "
                    + head.position()
                    + ".";
        }
        return noted != null && noted.position() > position
                ? "The row is missing: the log ends before it, but the head was noted at position "
                        + noted.position()
                        + "."
                : null;
    }

    /** What was purged with its workspace meanwhile is not broken: asks again for the workspace. */
    private Verified broken(
            Scope scope, WorkspaceId workspace, AuditStore.End end, long position, String reason) {
        end(scope, workspace);
        return new Verified(false, end.head(), position, reason);
    }

    private AuditStore.End end(Scope scope, WorkspaceId workspace) {
        AuditStore.End end = engine.read(scope, session -> store.end(session, workspace));
        if (end == null) {
            throw new Problem.NotFound("workspace");
        }
        return end;
    }

    private List<StoredRow> page(
            Scope scope, WorkspaceId workspace, long after, AuditStore.End end) {
        return engine.read(
                scope, session -> store.rows(session, workspace, after, end.lastPosition()));
    }
}
