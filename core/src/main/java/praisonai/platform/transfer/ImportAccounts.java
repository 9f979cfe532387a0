package praisonai.platform.transfer;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Role;
import praisonai.platform.activity.Action;
import praisonai.platform.activity.ActivityLog;
import praisonai.platform.activity.EntityType;
import praisonai.platform.activity.Entry;
import praisonai.platform.db.Ids;
import praisonai.platform.db.Session;
import praisonai.platform.user.User;

/** The accounts that an import meets or makes, which belong to no workspace. */
final class ImportAccounts {
    /** What no password matches: the account is somebody's name and no way in. */
    private static final String NO_PASSWORD = "!";

    private static final int NAME_MAX = 56;

    /** An account as far as an import looks at it. */
    public record Account(String id, String email) {}

    /** A workspace in which the account has a role. */
    public record Place(String id, String name, String issuePrefix, Role role) {}

    @Nullable Account byEmail(Session session, String email) {
        return session.query("SELECT id, email FROM users WHERE email = :email")
                .bind("email", email)
                .mapTo(Account.class)
                .findOne()
                .orElse(null);
    }

    /** Up to two accounts that somebody can sign in to. */
    List<Account> someReal(Session session) {
        return session.query(
                        """
                        SELECT id, email FROM users WHERE password_hash <> :none
                        ORDER BY id LIMIT 2
                        """)
                .bind("none", NO_PASSWORD)
                .mapTo(Account.class)
                .list();
    }

    /** Lets the imports of one account come one after the other. */
    void lock(Session session, Account account) {
        session.query("SELECT id FROM users WHERE id = :id" + session.dialect().forUpdate())
                .bind("id", account.id())
                .mapTo(String.class)
                .one();
    }

    /** The account's workspaces of that name or id. */
    List<Place> places(Session session, Account account, String nameOrId) {
        return session.query(
                        """
                        SELECT w.id, w.name, w.issue_prefix, m.role
                        FROM members m
                        JOIN workspaces w ON w.id = m.workspace_id
                        WHERE m.user_id = :user AND w.deleted_at IS NULL
                          AND (w.name = :wanted OR w.id = :wanted)
                        ORDER BY w.id
                        """)
                .bind("user", account.id())
                .bind("wanted", nameOrId)
                .mapTo(Place.class)
                .list();
    }

    /** Makes an account for an email address that has none; nobody can sign in to it. */
    Account makePlaceholder(Session session, String email) {
        String wanted = email.substring(0, email.indexOf('@'));
        String base = wanted.substring(0, Math.min(wanted.length(), NAME_MAX));
        String name = base;
        User user = new User(Ids.next(), name, email, session.now(), session.now());
        while (!insert(session, user)) {
            name = base + ThreadLocalRandom.current().nextInt(1_000, 10_000_000);
            user = new User(user.id(), name, email, session.now(), session.now());
        }
        ActivityLog.appendToAccount(
                session,
                user.id(),
                EntityType.USER,
                user.id(),
                Action.CREATED,
                Entry.created(EntityType.USER, user.id(), null, user).details());
        return new Account(user.id(), email);
    }

    /** False when the name is taken. */
    private boolean insert(Session session, User user) {
        return session.update(
                                """
                                INSERT INTO users
                                  (id, name, email, password_hash, created_at, updated_at)
                                SELECT :id, :name, :email, :hash, :now, :now
                                WHERE NOT EXISTS (
                                  SELECT 1 FROM users u WHERE lower(u.name) = lower(:name))
                                """)
                        .bind("id", user.id())
                        .bind("name", user.name())
                        .bind("email", user.email())
                        .bind("hash", NO_PASSWORD)
                        .bind("now", user.createdAt())
                        .execute()
                == 1;
    }

    /** Makes a map for the log of what a membership says. */
    static Map<String, String> membership(String userId, Role role) {
        return Map.of("user_id", userId, "role", role.wire());
    }
}
