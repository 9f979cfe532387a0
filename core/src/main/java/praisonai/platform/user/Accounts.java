package praisonai.platform.user;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.AccountPermission;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Scope;
import praisonai.platform.activity.AccountActivity;
import praisonai.platform.activity.Action;
import praisonai.platform.activity.ActivityLog;
import praisonai.platform.activity.EntityType;
import praisonai.platform.activity.Entry;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Ids;
import praisonai.platform.db.Session;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.workspace.Invitations;

/** Accounts and sign-ins. Thread-safe. */
public final class Accounts {
    private static final String WRONG = "Unknown email or wrong password.";

    private final Engine engine;
    private final Invitations invitations;
    private final Registration registration;
    private final Duration sessionTtl;
    private final AccountStore store = new AccountStore();
    private final Passwords passwords = new Passwords();
    private final LoginLimiter limiter = new LoginLimiter();

    /**
     * @param registration who may register
     * @param sessionTtl how long a sign-in lasts
     */
    public Accounts(
            Engine engine,
            Invitations invitations,
            Registration registration,
            Duration sessionTtl) {
        this.engine = engine;
        this.invitations = invitations;
        this.registration = registration;
        this.sessionTtl = sessionTtl;
    }

    /**
     * Registers an account and signs it in.
     *
     * @throws Problem.Forbidden when registration is closed, or by invitation and there is none
     * @throws Problem.Conflict when the email or the name is taken
     */
    public SignedIn register(NewAccount input, Client client) {
        String hash = passwords.hash(input.password());
        return engine.write(
                Scope.system("register"),
                session -> {
                    requireMayRegister(session, input.invitation() != null);
                    User user = insertUnique(session, input, hash);
                    ActivityLog.appendToAccount(
                            session,
                            user.id(),
                            EntityType.USER,
                            user.id(),
                            Action.CREATED,
                            Entry.created(EntityType.USER, user.id(), null, user).details());
                    if (input.invitation() != null) {
                        invitations.accept(session, user.id(), user.email(), input.invitation());
                    }
                    return Objects.requireNonNull(signIn(session, user, hash, client));
                });
    }

    private void requireMayRegister(Session session, boolean invited) {
        if (registration == Registration.OPEN || (registration == Registration.INVITE && invited)) {
            return;
        }
        // Two first registrations at once must not both be the first.
        store.lockRegistration(session);
        if (store.anyAccount(session)) {
            throw new Problem.Forbidden(
                    registration == Registration.CLOSED
                            ? "Registration is closed on this server."
                            : "Registration on this server is by invitation only.");
        }
    }

    /** The constraints decide: no look before the leap could keep two at once apart. */
    private User insertUnique(Session session, NewAccount input, String hash) {
        String wanted =
                input.name() == null
                        ? input.email().substring(0, input.email().indexOf('@'))
                        : input.name();
        String base = cut(wanted, NewAccount.NAME_MAX - 8);
        for (int attempt = 1; attempt <= 20; attempt++) {
            String name =
                    switch (attempt) {
                        case 1 -> input.name() == null ? base : wanted;
                        case 2, 3 -> base + attempt;
                        default -> base + ThreadLocalRandom.current().nextInt(1_000, 10_000_000);
                    };
            User user = new User(Ids.next(), name, input.email(), session.now(), session.now());
            if (store.insert(session, user, hash)) {
                return user;
            }
            if (store.emailTaken(session, input.email())) {
                throw new Problem.Conflict("email", "There is an account with this email already.");
            }
            if (input.name() != null) {
                throw nameTaken();
            }
        }
        throw nameTaken();
    }

    /** Whole characters: half of a surrogate pair could not be stored. */
    private static String cut(String text, int max) {
        return text.codePointCount(0, text.length()) <= max
                ? text
                : text.substring(0, text.offsetByCodePoints(0, max));
    }

    private static Problem.Conflict nameTaken() {
        return new Problem.Conflict("name", "There is an account with this name already.");
    }

    /**
     * Signs in.
     *
     * @throws Problem.Unauthenticated when the email is unknown or the password wrong: the same
     *     answer, after a like time
     * @throws Problem.TooMany after too many failures for the account or from the address
     */
    public SignedIn login(Credentials credentials, Client client) {
        limiter.attempt(credentials.email(), client.address());
        SignedIn signedIn = verifyAndSignIn(credentials, client);
        if (signedIn == null) {
            // The hash was replaced between the look and the sign-in: by a change of the password,
            // or by another sign-in that upgraded it. The second look tells which.
            signedIn = verifyAndSignIn(credentials, client);
        }
        if (signedIn == null) {
            throw new Problem.Unauthenticated(WRONG);
        }
        limiter.succeeded(credentials.email(), client.address());
        return signedIn;
    }

    /** Null when the hash that was verified is not the account's any more. */
    private @Nullable SignedIn verifyAndSignIn(Credentials credentials, Client client) {
        AccountStore.@Nullable Known known =
                engine.read(
                        Scope.system("login"),
                        session -> store.byEmail(session, credentials.email()));
        String hash = known == null ? null : known.passwordHash();
        if (!passwords.matches(credentials.password(), hash) || known == null || hash == null) {
            throw new Problem.Unauthenticated(WRONG);
        }
        String upgraded = passwords.outdated(hash) ? passwords.hash(credentials.password()) : null;
        return engine.write(
                Scope.system("login"),
                session -> {
                    if (upgraded == null) {
                        return signIn(session, known.user(), hash, client);
                    }
                    if (!store.replaceHash(session, known.id(), hash, upgraded)) {
                        return null;
                    }
                    ActivityLog.appendToAccount(
                            session,
                            known.id(),
                            EntityType.USER,
                            known.id(),
                            Action.UPDATED,
                            Map.of("new", Map.of("password", "rehashed")));
                    return signIn(session, known.user(), upgraded, client);
                });
    }

    private @Nullable SignedIn signIn(Session session, User user, String hash, Client client) {
        String id = Ids.next();
        Instant expiresAt = session.now().plus(sessionTtl);
        if (!store.insertSession(session, id, user.id(), hash, client, expiresAt)) {
            return null;
        }
        ActivityLog.appendToAccount(
                session,
                user.id(),
                EntityType.SESSION,
                id,
                Action.CREATED,
                Map.of("new", Map.of("address", client.address())));
        return new SignedIn(user, id, expiresAt);
    }

    /** The actor's own account. */
    public User me(Actor actor) {
        return engine.read(
                Scope.account(actor, AccountPermission.SEE_ACCOUNT),
                session -> own(session).user());
    }

    /**
     * Changes the own account. A new password ends every sign-in of the account, this one included.
     *
     * @throws Problem.Invalid when the current password is wrong
     * @throws Problem.Conflict when the name is taken, or the password was changed meanwhile
     * @throws Problem.TooMany after too many wrong current passwords
     */
    public User update(Actor actor, AccountPatch patch) {
        NewHash hash = patch.password().present() ? newHash(actor, patch) : null;
        return engine.write(
                Scope.account(actor, AccountPermission.MANAGE_ACCOUNT),
                session -> {
                    User before = own(session).user();
                    User after =
                            new User(
                                    before.id(),
                                    patch.name().applyToRequired(before.name()).strip(),
                                    before.email(),
                                    before.createdAt(),
                                    session.now());
                    boolean renamed = !after.name().equals(before.name());
                    if (!renamed && hash == null) {
                        return before;
                    }
                    if (renamed && !store.rename(session, after)) {
                        throw nameTaken();
                    }
                    Entry entry = Entry.updated(EntityType.USER, after.id(), null, before, after);
                    if (hash != null) {
                        if (!store.changeHash(session, after.id(), hash.verified(), hash.hash())) {
                            throw new Problem.Conflict(
                                    "The password was changed meanwhile. Try again.");
                        }
                        entry = entry.with("password", "changed");
                    }
                    ActivityLog.appendToAccount(
                            session,
                            after.id(),
                            EntityType.USER,
                            after.id(),
                            Action.UPDATED,
                            entry.details());
                    if (hash != null) {
                        endAll(session, after.id());
                    }
                    return after;
                });
    }

    /** A hash to be set in place of the one that the current password was verified against. */
    private record NewHash(String verified, String hash) {}

    /** Checks the current password and hashes the new one, outside any transaction. */
    private NewHash newHash(Actor actor, AccountPatch patch) {
        AccountStore.Known known =
                engine.read(Scope.account(actor, AccountPermission.MANAGE_ACCOUNT), this::own);
        limiter.attemptChange(known.id());
        if (!passwords.matches(
                Objects.requireNonNull(patch.currentPassword()), known.passwordHash())) {
            throw new Problem.Invalid("current_password", "is wrong");
        }
        limiter.changed(known.id());
        return new NewHash(
                known.passwordHash(),
                passwords.hash(Objects.requireNonNull(patch.password().value())));
    }

    /** Ends the session that the actor came with. @throws Problem.Forbidden with an API key */
    public void logout(Actor actor) {
        if (actor instanceof Actor.Person person && person.sessionId() != null) {
            endSession(actor, person.sessionId());
        } else if (actor.keyId() != null) {
            engine.read(Scope.account(actor, AccountPermission.MANAGE_ACCOUNT), session -> true);
        }
    }

    /** The sign-ins that are alive, newest first. */
    public List<SignIn> sessions(Actor actor) {
        return engine.read(
                Scope.account(actor, AccountPermission.MANAGE_ACCOUNT),
                session -> {
                    String current =
                            actor instanceof Actor.Person person && person.sessionId() != null
                                    ? person.sessionId()
                                    : "";
                    return store.sessions(session, userId(session), current);
                });
    }

    /** Ends one of the own sign-ins. @throws Problem.NotFound when there is no such one */
    public void endSession(Actor actor, String id) {
        engine.write(
                Scope.account(actor, AccountPermission.MANAGE_ACCOUNT),
                session -> {
                    if (!store.deleteSession(session, userId(session), id)) {
                        throw new Problem.NotFound("session");
                    }
                    logEnd(session, userId(session), id);
                    return true;
                });
    }

    /** What happened to the own account, newest first. */
    public Page<AccountActivity> history(Actor actor, PageRequest page) {
        return engine.read(
                Scope.account(actor, AccountPermission.SEE_ACCOUNT),
                session -> store.history(session, userId(session), page));
    }

    /** Forgets sign-ins that have ended by themselves. Returns how many. */
    public int purgeSessions() {
        return engine.write(
                Scope.system("purge sessions"),
                session -> {
                    List<AccountStore.Ended> ended = store.deleteExpiredSessions(session);
                    for (AccountStore.Ended end : ended) {
                        logEnd(session, end.userId(), end.id());
                    }
                    return ended.size();
                });
    }

    private void endAll(Session session, String userId) {
        for (String id : store.deleteSessions(session, userId)) {
            logEnd(session, userId, id);
        }
    }

    private static void logEnd(Session session, String userId, String id) {
        ActivityLog.appendToAccount(
                session, userId, EntityType.SESSION, id, Action.DELETED, Map.of());
    }

    private AccountStore.Known own(Session session) {
        return store.byId(session, userId(session));
    }

    private static String userId(Session session) {
        Actor actor = Objects.requireNonNull(session.actor());
        return Objects.requireNonNull(actor.personId());
    }
}
