package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.Role;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.page.PageRequest;
import praisonai.platform.problem.Problem;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.testing.TestDatabase;
import praisonai.platform.user.NewAccount;
import praisonai.platform.user.SignedIn;
import praisonai.platform.workspace.AcceptInvitation;
import praisonai.platform.workspace.CreatedInvitation;
import praisonai.platform.workspace.Invitation;
import praisonai.platform.workspace.Invitations;
import praisonai.platform.workspace.Member;
import praisonai.platform.workspace.MemberPatch;
import praisonai.platform.workspace.NewInvitation;
import praisonai.platform.workspace.NewMember;

@OnBothDatabases
class InvitationsTest {
    private static final PageRequest PAGE = PageRequest.first();

    private final TestDatabase database;
    private final World world;
    private final Actor.Person ada;
    private final WorkspaceId ws;

    InvitationsTest(TestDatabase database) {
        this.database = database;
        world = new World(database.engine());
        ada = world.guest("ada");
        ws = world.workspace(ada);
    }

    private CreatedInvitation invite(String name, Role role) {
        return world.invitations.create(ada, ws, new NewInvitation(name + "@example.org", role));
    }

    private Member accept(Actor actor, CreatedInvitation invitation) {
        return world.invitations.accept(actor, new AcceptInvitation(invitation.token()));
    }

    private List<Invitation> waiting() {
        return world.invitations.list(ada, ws, PAGE).items();
    }

    @Test
    void anInvitationGivesItsRoleOnceAndIsGone() {
        CreatedInvitation made = invite(" GRACE", Role.ADMIN);
        assertThat(made.email()).isEqualTo("grace@example.org");
        assertThat(made.token()).hasSizeGreaterThan(40);
        assertThat(made.toString()).doesNotContain(made.token());
        assertThat(made.expiresAt()).isEqualTo(made.createdAt().plus(Invitations.TTL));
        assertThat(waiting()).singleElement().extracting(Invitation::id).isEqualTo(made.id());
        assertThat(Rows.of(database).toString()).doesNotContain(made.token());

        Actor.Person grace = world.guest("grace");
        Member member = accept(grace, made);

        assertThat(member.role()).isEqualTo(Role.ADMIN);
        assertThat(world.workspaces.get(grace, ws).role()).isEqualTo(Role.ADMIN);
        assertThat(waiting()).isEmpty();
        assertUnknown(grace, made);
    }

    private void assertUnknown(Actor actor, CreatedInvitation invitation) {
        assertThatThrownBy(() -> accept(actor, invitation))
                .isInstanceOf(Problem.NotFound.class)
                .hasMessage("There is no such invitation.");
    }

    @Test
    void ofManyAcceptancesAtOnceOneSucceeds() throws Exception {
        for (int round = 0; round < 5; round++) {
            String name = "grace" + round;
            CreatedInvitation made = invite(name, Role.MEMBER);
            Actor.Person grace = world.guest(name);
            assertThat(Together.run(Collections.nCopies(4, () -> accept(grace, made))))
                    .containsExactlyInAnyOrder("done", "NotFound", "NotFound", "NotFound");
        }
        assertThat(world.members.list(ada, ws, PAGE).items()).hasSize(6);
    }

    @Test
    void anInvitationIsForItsEmailOnly() {
        CreatedInvitation made = invite("grace", Role.MEMBER);
        assertThatThrownBy(() -> accept(world.guest("eve"), made))
                .isInstanceOf(Problem.Forbidden.class)
                .hasMessageContaining("another email");
        assertThatThrownBy(() -> accept(Actor.agent("coder"), made))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(waiting()).hasSize(1);
        assertThat(accept(world.guest("grace"), made).role()).isEqualTo(Role.MEMBER);
    }

    @Test
    void anExpiredInvitationIsWorthNothingAndCanBeMadeAnew() {
        CreatedInvitation late = invite("grace", Role.ADMIN);
        Actor.Person grace = world.guest("grace2");
        expire(late);
        assertThat(waiting()).isEmpty();
        assertUnknown(grace, late);
        CreatedInvitation anew = invite("grace", Role.MEMBER);
        assertThat(waiting()).singleElement().extracting(Invitation::id).isEqualTo(anew.id());
        assertUnknown(grace, late);
        assertThat(accept(world.guest("grace"), anew).role()).isEqualTo(Role.MEMBER);
    }

    private void expire(CreatedInvitation invitation) {
        database.engine()
                .write(
                        Scope.system("test"),
                        session ->
                                session.update(
                                                "UPDATE invitations SET expires_at = :at"
                                                        + " WHERE id = :id")
                                        .bind("at", Instant.now().minus(Duration.ofSeconds(1)))
                                        .bind("id", invitation.id())
                                        .execute());
    }

    @Test
    void aRevokedInvitationIsWorthNothing() {
        CreatedInvitation made = invite("grace", Role.MEMBER);
        world.invitations.revoke(ada, ws, made.id());
        assertUnknown(world.guest("grace"), made);
        assertThatThrownBy(() -> world.invitations.revoke(ada, ws, made.id()))
                .isInstanceOf(Problem.NotFound.class);
    }

    @Test
    void anEmailHasOneInvitationToAWorkspace() throws Exception {
        assertThat(Together.run(Collections.nCopies(4, () -> invite("grace", Role.MEMBER))))
                .containsOnlyOnce("done")
                .containsOnly("done", "Conflict");
        WorkspaceId other = world.workspace(ada);
        CreatedInvitation elsewhere =
                world.invitations.create(ada, other, new NewInvitation("grace@example.org", null));
        assertThatThrownBy(() -> world.invitations.revoke(ada, ws, elsewhere.id()))
                .isInstanceOf(Problem.NotFound.class);
        world.guest("hal");
        assertThatThrownBy(() -> invite("hal", Role.MEMBER))
                .isInstanceOf(Problem.Conflict.class)
                .hasMessageContaining("Add it as a member");
    }

    @Test
    void whoIsAMemberAlreadyKeepsTheRole() {
        CreatedInvitation made = invite("grace", Role.OWNER);
        Actor.Person grace = world.guest("grace");
        world.members.add(ada, ws, new NewMember(null, grace.userId(), Role.MEMBER));
        assertThatThrownBy(() -> accept(grace, made)).isInstanceOf(Problem.Conflict.class);
        assertThat(world.workspaces.get(grace, ws).role()).isEqualTo(Role.MEMBER);
        assertThat(waiting()).hasSize(1);
    }

    @Test
    void anAdminNeitherGivesNorTakesMoreThanMember() {
        Actor.Person abe = world.member(ada, ws, "abe", Role.ADMIN);
        for (Role role : List.of(Role.ADMIN, Role.OWNER)) {
            CreatedInvitation byOwner = invite(role.wire(), role);
            assertThatThrownBy(() ->
                            world.invitations.create(
                                    abe, ws, new NewInvitation("friend@example.org", role)))
                    .isInstanceOf(Problem.Forbidden.class);
            assertThatThrownBy(() -> world.invitations.revoke(abe, ws, byOwner.id()))
                    .isInstanceOf(Problem.Forbidden.class);
        }
        assertThat(waiting()).hasSize(2);
        CreatedInvitation allowed =
                world.invitations.create(abe, ws, new NewInvitation("friend@example.org", null));
        assertThat(accept(world.guest("friend"), allowed).role()).isEqualTo(Role.MEMBER);
    }

    @Test
    void anInvitationStandsAsLongAsWhoeverMadeItMayMakeIt() {
        Actor.Person oz = world.member(ada, ws, "oz", Role.OWNER);
        CreatedInvitation toOwner =
                world.invitations.create(oz, ws, new NewInvitation("o2@example.org", Role.OWNER));
        CreatedInvitation toMember =
                world.invitations.create(oz, ws, new NewInvitation("m2@example.org", null));

        world.members.changeRole(ada, ws, oz.userId(), new MemberPatch(Role.ADMIN));
        assertUnknown(world.guest("o2"), toOwner);
        assertThat(waiting()).extracting(Invitation::id).containsExactly(toMember.id());
        world.members.remove(ada, ws, oz.userId());
        Actor.Person again = world.guest("m2");
        assertUnknown(again, toMember);
        assertThat(waiting()).isEmpty();
    }

    @Test
    void whoRegistersWithAnInvitationIsAMemberAtOnce() {
        CreatedInvitation made = invite("grace", Role.ADMIN);
        NewAccount grace = new NewAccount("Grace@example.org", World.PASSWORD, null, made.token());
        SignedIn signedIn = world.accounts.register(grace, World.CLIENT);
        Actor actor = new Actor.Person(signedIn.user().id(), signedIn.sessionId());
        assertThat(world.workspaces.list(actor, false, PAGE).items())
                .singleElement()
                .satisfies(workspace -> assertThat(workspace.role()).isEqualTo(Role.ADMIN));
        assertThatThrownBy(() ->
                        world.accounts.register(
                                new NewAccount(
                                        "hal@example.org", World.PASSWORD, null, made.token()),
                                World.CLIENT))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(Rows.of(database).table("users")).hasSize(2);
    }

    @Test
    void theListIsPagedAndWithoutTokens() {
        for (int n = 0; n < 5; n++) {
            invite("grace" + n, Role.MEMBER);
        }
        for (int limit = 1; limit <= 3; limit++) {
            assertThat(Paging.all(limit, page -> world.invitations.list(ada, ws, page)))
                    .isEqualTo(waiting())
                    .hasSize(5);
        }
    }
}
