package praisonai.platform.user;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import praisonai.platform.activity.AccountActivity;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.Session;
import praisonai.platform.page.Cursor;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;

/** SQL of accounts and sign-ins, which belong to no workspace. */
final class AccountStore {
    /** An account with its hash, which must not leave this room. */
    public record Known(
            String id,
            String name,
            String email,
            String passwordHash,
            Instant createdAt,
            Instant updatedAt) {
        User user() {
            return new User(id, name, email, createdAt, updatedAt);
        }

        @Override
        public String toString() {
            return "Known[" + id + "]";
        }
    }

    /** A sign-in that ended by itself. */
    public record Ended(String id, String userId) {}

    private static final String SELECT =
            "SELECT id, name, email, password_hash, created_at, updated_at FROM users ";

    /** Holds back other registrations until this transaction ends. SQLite has one writer anyway. */
    void lockRegistration(Session session) {
        if (session.dialect() == Dialect.POSTGRESQL) {
            session.query("SELECT CAST(pg_advisory_xact_lock(hashtext('registration')) AS text)")
                    .mapTo(String.class)
                    .one();
        }
    }

    /** Whether there is an account that somebody can sign in to, not only those of an import. */
    boolean anyAccount(Session session) {
        return session.query(
                                "SELECT count(*) FROM (SELECT 1 FROM users"
                                        + " WHERE password_hash <> :none LIMIT 1) u")
                        .bind("none", Passwords.NONE)
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    /** False when the email or the name is taken. */
    boolean insert(Session session, User user, String hash) {
        return session.update(
                                """
                                INSERT INTO users
                                  (id, name, email, password_hash, created_at, updated_at)
                                VALUES (:id, :name, :email, :hash, :now, :now)
                                ON CONFLICT DO NOTHING
                                """)
                        .bind("id", user.id())
                        .bind("name", user.name())
                        .bind("email", user.email())
                        .bind("hash", hash)
                        .bind("now", user.createdAt())
                        .execute()
                == 1;
    }

    boolean emailTaken(Session session, String email) {
        return byEmail(session, email) != null;
    }

    @Nullable Known byEmail(Session session, String email) {
        return session.query(SELECT + "WHERE email = :email")
                .bind("email", email)
                .mapTo(Known.class)
                .findOne()
                .orElse(null);
    }

    Known byId(Session session, String id) {
        return session.query(SELECT + "WHERE id = :id").bind("id", id).mapTo(Known.class).one();
    }

    /** False when the name is taken: the change is made only where nobody else bears it. */
    boolean rename(Session session, User user) {
        return session.update(
                                """
                                UPDATE users SET name = :name, updated_at = :now
                                WHERE id = :id AND NOT EXISTS (
                                  SELECT 1 FROM users o
                                  WHERE lower(o.name) = lower(:name) AND o.id <> :id)
                                """)
                        .bind("id", user.id())
                        .bind("name", user.name())
                        .bind("now", user.updatedAt())
                        .execute()
                == 1;
    }

    /** False when the hash is not the one that was verified any more. */
    boolean changeHash(Session session, String id, String verified, String hash) {
        return session.update(
                                """
                                UPDATE users SET password_hash = :hash, updated_at = :now
                                WHERE id = :id AND password_hash = :verified
                                """)
                        .bind("id", id)
                        .bind("verified", verified)
                        .bind("hash", hash)
                        .bind("now", session.now())
                        .execute()
                == 1;
    }

    /** False when the hash is not the one that was verified any more. */
    boolean replaceHash(Session session, String id, String verified, String hash) {
        return session.update(
                                """
                                UPDATE users SET password_hash = :hash
                                WHERE id = :id AND password_hash = :verified
                                """)
                        .bind("id", id)
                        .bind("verified", verified)
                        .bind("hash", hash)
                        .execute()
                == 1;
    }

    /**
     * False when the account's hash is not the one that was verified any more. Waits for a change
     * of it that is under way: the change ends only the sign-ins that it sees.
     */
    boolean insertSession(
            Session session,
            String id,
            String userId,
            String verified,
            Client client,
            Instant expiresAt) {
        return session.update(
                                """
                                INSERT INTO sessions
                                  (id, user_id, user_agent, address, created_at, expires_at)
                                SELECT :id, u.id, :agent, :address, :now, :expires
                                FROM users u
                                WHERE u.id = :user AND u.password_hash = :verified
                                """
                                        + session.dialect().forUpdate())
                        .bind("id", id)
                        .bind("user", userId)
                        .bind("verified", verified)
                        .bind("agent", client.userAgent())
                        .bind("address", client.address())
                        .bind("now", session.now())
                        .bind("expires", expiresAt)
                        .execute()
                == 1;
    }

    List<SignIn> sessions(Session session, String userId, String current) {
        return session.query(
                        """
                        SELECT id, user_agent, address, id = :current AS current, created_at,
                          expires_at
                        FROM sessions
                        WHERE user_id = :user AND expires_at > :now
                        ORDER BY id DESC
                        """)
                .bind("user", userId)
                .bind("current", current)
                .bind("now", session.now())
                .mapTo(SignIn.class)
                .list();
    }

    boolean deleteSession(Session session, String userId, String id) {
        return session.update("DELETE FROM sessions WHERE user_id = :user AND id = :id")
                        .bind("user", userId)
                        .bind("id", id)
                        .execute()
                == 1;
    }

    List<String> deleteSessions(Session session, String userId) {
        return session.query("DELETE FROM sessions WHERE user_id = :user RETURNING id")
                .bind("user", userId)
                .mapTo(String.class)
                .list();
    }

    List<Ended> deleteExpiredSessions(Session session) {
        return session.query("DELETE FROM sessions WHERE expires_at <= :now RETURNING id, user_id")
                .bind("now", session.now())
                .mapTo(Ended.class)
                .list();
    }

    Page<AccountActivity> history(Session session, String userId, PageRequest page) {
        Cursor cursor = Cursor.decode(page.cursor(), "-id");
        List<AccountActivity> rows =
                session.query(
                                """
                                SELECT id, user_id, entity_type, entity_id, action, details,
                                  created_at
                                FROM account_logs
                                WHERE user_id = :user AND id < :before
                                ORDER BY id DESC LIMIT :limit OFFSET :offset
                                """)
                        .bind("user", userId)
                        .bind("before", cursor == null ? "~" : cursor.id())
                        .bind("limit", page.limit() + 1)
                        .bind("offset", page.offset())
                        .mapTo(AccountActivity.class)
                        .list();
        return Page.of(rows, page, row -> new Cursor("-id", "", row.id()));
    }
}
