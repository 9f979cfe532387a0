package praisonai.platform.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Role;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Session;
import praisonai.platform.problem.Check;
import praisonai.platform.problem.Problem;
import praisonai.platform.workspace.NewWorkspace;
import praisonai.platform.workspace.Workspace;
import praisonai.platform.workspace.Workspaces;

/**
 * Brings the issues of a Beads tracker in, from the JSON Lines that {@code bd export} writes.
 * {@code docs/import-beads.md} says what becomes of each member.
 *
 * <p>The file is read to its end before anything is written, and all that is written is one
 * transaction. Each issue remembers its id in Beads, so the same file can be imported again: what
 * is new comes in, what Beads changed later than it was last changed here is updated, and the rest
 * stays as it is. Thread-safe.
 *
 * <p>An import is an operator's work, not a request's: whoever can reach the database may do it, on
 * behalf of any account.
 */
public final class BeadsImport {
    private final Engine engine;
    private final Workspaces workspaces;
    private final ImportAccounts accounts = new ImportAccounts();

    public BeadsImport(Engine engine) {
        this.engine = engine;
        this.workspaces = new Workspaces(engine);
    }

    /**
     * What is imported where.
     *
     * @param workspace the name or the id of a workspace of the owner's, in which that account is
     *     an admin or owner; where there is none of that name, it is made
     * @param prefix what issue keys start with in a workspace that is made; null for the usual one
     * @param owner the email of the account on whose behalf it is done, which owns a workspace that
     *     is made; null for the only account there is
     * @param dryRun whether nothing is kept
     */
    public record Options(
            String workspace, @Nullable String prefix, @Nullable String owner, boolean dryRun) {
        /**
         * @throws Problem.Invalid when the shape is wrong
         */
        public Options {
            Check check = new Check();
            workspace = check.name("workspace", workspace, 255);
            owner = owner == null ? null : check.email("owner", owner);
            check.done();
        }
    }

    /**
     * Imports all of {@code in}, which is not closed.
     *
     * @param progress is told how far it is
     * @return what was done; with {@link Options#dryRun()}, what would have been
     * @throws BrokenFile when a line is not an issue; nothing was changed
     * @throws Problem when the owner or the workspace can't be; nothing was changed
     * @throws IOException when the file can't be read
     */
    public ImportReport run(InputStream in, Options options, ImportProgress progress)
            throws IOException {
        List<BeadsIssue> issues = BeadsFile.read(in);
        try {
            return engine.write(
                    Scope.system("import"),
                    session -> {
                        ImportReport report = write(session, issues, options, progress);
                        if (options.dryRun()) {
                            throw new RolledBack(report);
                        }
                        return report;
                    });
        } catch (RolledBack dryRun) {
            return dryRun.report;
        }
    }

    private ImportReport write(
            Session session, List<BeadsIssue> issues, Options options, ImportProgress progress) {
        ImportAccounts.Account owner = owner(session, options.owner());
        accounts.lock(session, owner);
        List<ImportAccounts.Place> places = accounts.places(session, owner, options.workspace());
        if (places.size() > 1) {
            throw new Problem.Conflict(
                    "workspace",
                    "There are several workspaces of this name; say which by its id: "
                            + String.join(
                                    ", ", places.stream().map(ImportAccounts.Place::id).toList())
                            + ".");
        }
        boolean create = places.isEmpty();
        ImportAccounts.Place place =
                create ? create(session, owner, options) : checked(places.getFirst(), options);
        BeadsWork work =
                new BeadsWork(
                        session,
                        new WorkspaceId(place.id()),
                        place.issuePrefix(),
                        Actor.person(owner.id()),
                        accounts,
                        progress);
        ImportReport.Counts counts = work.write(issues);
        return new ImportReport(
                new WorkspaceId(place.id()),
                place.name(),
                place.issuePrefix(),
                create,
                owner.email(),
                counts,
                work.notes());
    }

    private ImportAccounts.Account owner(Session session, @Nullable String email) {
        if (email != null) {
            ImportAccounts.Account account = accounts.byEmail(session, email);
            if (account == null) {
                throw new Problem.Invalid(
                        "owner", "must be the email address of an account: register it first");
            }
            return account;
        }
        List<ImportAccounts.Account> all = accounts.someReal(session);
        return switch (all.size()) {
            case 0 ->
                    throw new Problem.Conflict(
                            "owner",
                            "There is no account yet to own the issues: start the server and"
                                    + " register one first.");
            case 1 -> all.getFirst();
            default ->
                    throw new Problem.Invalid(
                            "owner", "must be said where there are several accounts");
        };
    }

    private ImportAccounts.Place create(
            Session session, ImportAccounts.Account owner, Options options) {
        Workspace workspace =
                workspaces.insert(
                        session,
                        Actor.person(owner.id()),
                        owner.id(),
                        new NewWorkspace(options.workspace(), null, null, options.prefix()));
        return new ImportAccounts.Place(
                workspace.id(), workspace.name(), workspace.issuePrefix(), Role.OWNER);
    }

    private static ImportAccounts.Place checked(ImportAccounts.Place place, Options options) {
        if (!place.role().atLeast(Role.ADMIN)) {
            throw new Problem.Forbidden(
                    "Only an admin or owner of the workspace may import into it.");
        }
        if (options.prefix() != null && !options.prefix().equalsIgnoreCase(place.issuePrefix())) {
            throw new Problem.Conflict(
                    "prefix",
                    "The workspace is there already, and its prefix is "
                            + place.issuePrefix()
                            + ".");
        }
        return place;
    }

    /** Ends a dry run's transaction. */
    private static final class RolledBack extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient ImportReport report;

        RolledBack(ImportReport report) {
            super(null, null, false, false);
            this.report = report;
        }
    }
}
