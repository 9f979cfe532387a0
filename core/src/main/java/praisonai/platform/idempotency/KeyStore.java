package praisonai.platform.idempotency;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import praisonai.platform.db.Dialect;
import praisonai.platform.db.Session;

/** SQL of idempotency keys, which belong to no workspace. */
final class KeyStore {
    /** A request that was served; the answer is encrypted. */
    @SuppressWarnings("ArrayRecordComponent") // Read from a row and decrypted once.
    public record Kept(String fingerprint, byte[] answer) {}

    /** The request that was served under a key; null where none was, or too long ago. */
    @Nullable Kept find(Session session, String hash) {
        return session.query(
                        """
                        SELECT fingerprint, answer FROM idempotency_keys
                        WHERE key_hash = :hash AND expires_at > :now
                        """)
                .bind("hash", hash)
                .bind("now", session.now())
                .mapTo(Kept.class)
                .findOne()
                .orElse(null);
    }

    /**
     * Takes the key for this transaction, so that another node need not wait for its end to know.
     * False when a transaction has it. SQLite has one writer, and mostly one process.
     */
    boolean lock(Session session, long number) {
        return session.dialect() == Dialect.SQLITE
                || session.query("SELECT pg_try_advisory_xact_lock(:number)")
                        .bind("number", number)
                        .mapTo(Boolean.class)
                        .one();
    }

    /** False when a request was served under the key already. */
    boolean insert(Session session, String hash, Kept kept, Duration ttl) {
        return session.update(
                                """
                                INSERT INTO idempotency_keys AS k
                                  (key_hash, fingerprint, answer, created_at, expires_at)
                                VALUES (:hash, :fingerprint, :answer, :now, :expires)
                                ON CONFLICT (key_hash) DO UPDATE SET
                                  fingerprint = excluded.fingerprint, answer = excluded.answer,
                                  created_at = excluded.created_at, expires_at = excluded.expires_at
                                WHERE k.expires_at <= :now
                                """)
                        .bind("hash", hash)
                        .bind("fingerprint", kept.fingerprint())
                        .bind("answer", kept.answer())
                        .bind("now", session.now())
                        .bind("expires", session.now().plus(ttl))
                        .execute()
                == 1;
    }

    int purge(Session session) {
        return session.update("DELETE FROM idempotency_keys WHERE expires_at <= :now")
                .bind("now", session.now())
                .execute();
    }
}
