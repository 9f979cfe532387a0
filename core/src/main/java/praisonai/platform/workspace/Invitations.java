package praisonai.platform.workspace;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import praisonai.platform.access.AccountPermission;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Permission;
import praisonai.platform.access.Role;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.activity.ActivityLog;
import praisonai.platform.activity.EntityType;
import praisonai.platform.activity.Entry;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Ids;
import praisonai.platform.db.Session;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;

/**
 * Invitations of people who have no account yet. Whoever invites gets a token to pass on; mail is
 * not sent. An invitation stands until it expires, and only as long as whoever made it has the
 * right to make it. Thread-safe.
 */
public final class Invitations {
    /** How long an invitation stands. */
    public static final Duration TTL = Duration.ofDays(7);

    private final Engine engine;
    private final Members members;
    private final InvitationStore store = new InvitationStore();
    private final SecureRandom random = new SecureRandom();

    public Invitations(Engine engine, Members members) {
        this.engine = engine;
        this.members = members;
    }

    /**
     * Invites an email address for {@link #TTL}.
     *
     * @throws Problem.Forbidden when a role other than member is given by one who is not an owner
     * @throws Problem.Conflict when the email has an account, or an invitation that still stands
     */
    public CreatedInvitation create(Actor actor, WorkspaceId workspace, NewInvitation input) {
        Role role = Objects.requireNonNull(input.role());
        String token = newToken();
        return engine.write(
                Scope.in(workspace, actor, Permission.MANAGE_MEMBERS),
                session -> {
                    if (role != Role.MEMBER) {
                        session.membership().requireAlso(Permission.MANAGE_ROLES);
                    }
                    if (store.hasAccount(session, workspace, input.email())) {
                        throw new Problem.Conflict(
                                "email",
                                "There is an account with this email. Add it as a member instead.");
                    }
                    Invitation invitation =
                            new Invitation(
                                    Ids.next(),
                                    workspace.value(),
                                    input.email(),
                                    role,
                                    actor.personId(),
                                    session.now(),
                                    session.now().plus(TTL));
                    List<Entry> entries = new ArrayList<>();
                    Invitation ended = store.deleteEnded(session, workspace, input.email());
                    if (ended != null) {
                        entries.add(Entry.deleted(EntityType.INVITATION, ended.id(), null, ended));
                    }
                    if (!store.insert(session, workspace, invitation, hash(token))) {
                        throw new Problem.Conflict(
                                "email",
                                "There is an invitation for this email. Revoke it to make another.");
                    }
                    entries.add(
                            Entry.created(
                                    EntityType.INVITATION, invitation.id(), null, invitation));
                    ActivityLog.append(session, entries);
                    return CreatedInvitation.of(invitation, token);
                });
    }

    /** The invitations that wait, without their tokens. */
    public Page<Invitation> list(Actor actor, WorkspaceId workspace, PageRequest page) {
        return engine.read(
                Scope.in(workspace, actor, Permission.MANAGE_MEMBERS),
                session -> store.list(session, workspace, page));
    }

    /** Takes an invitation back. @throws Problem.NotFound when there is no such one */
    public void revoke(Actor actor, WorkspaceId workspace, String id) {
        engine.write(
                Scope.in(workspace, actor, Permission.MANAGE_MEMBERS),
                session -> {
                    Invitation invitation = store.delete(session, workspace, id);
                    if (invitation == null) {
                        throw new Problem.NotFound("invitation");
                    }
                    if (invitation.role() != Role.MEMBER) {
                        session.membership().requireAlso(Permission.MANAGE_ROLES);
                    }
                    ActivityLog.append(
                            session, Entry.deleted(EntityType.INVITATION, id, null, invitation));
                    return true;
                });
    }

    /**
     * Accepts an invitation for the actor's account, whose email must be the invited one.
     *
     * @throws Problem.NotFound when the token is unknown, used, revoked, expired, or was made by
     *     one who may not make it any more
     * @throws Problem.Forbidden when it is for another email address
     */
    public Member accept(Actor actor, AcceptInvitation input) {
        InvitationStore.Invitee invitee =
                engine.read(
                        Scope.account(actor, AccountPermission.JOIN),
                        session ->
                                store.invitee(session, Objects.requireNonNull(actor.personId())));
        return engine.write(
                Scope.system("accept invitation"),
                session -> accept(session, invitee.id(), invitee.email(), input.token()));
    }

    /** Accepts an invitation within a session of the system, for an account that it just made. */
    public Member accept(Session session, String userId, String email, String token) {
        Invitation invitation = store.take(session, hash(token));
        if (invitation == null) {
            throw new Problem.NotFound("invitation");
        }
        if (!invitation.email().equals(email)) {
            throw new Problem.Forbidden("This invitation is for another email address.");
        }
        WorkspaceId workspace = new WorkspaceId(invitation.workspaceId());
        Actor actor = Actor.person(userId);
        Member member = members.join(session, workspace, actor, userId, invitation.role());
        ActivityLog.append(
                session,
                workspace,
                actor,
                List.of(Entry.deleted(EntityType.INVITATION, invitation.id(), null, invitation)));
        return member;
    }

    private String newToken() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
