package praisonai.platform.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import praisonai.platform.client.AgentFields;
import praisonai.platform.client.Claimed;
import praisonai.platform.client.Issue;
import praisonai.platform.client.IssueFields;
import praisonai.platform.client.PlatformClient;
import praisonai.platform.client.WorkspaceClient;
import praisonai.platform.server.RawServer;
import praisonai.platform.testing.OnBothDatabases;
import praisonai.platform.testing.TestDatabase;

/** Agents that wait for work on one node, and what others do on another one. */
@OnBothDatabases
@Timeout(120)
class WaitingTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final RawServer here;
    private final RawServer there;
    private final WorkspaceClient person;
    private final String agent;
    private final PlatformClient agentHere;
    private final WorkspaceClient work;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    WaitingTest(TestDatabase database) {
        here = RawServer.on(database);
        there = RawServer.on(database);
        String token = here.register("ada");
        String path = here.workspace(token, "Engineering");
        String workspace = path.substring(path.lastIndexOf('/') + 1);
        person = PlatformClient.of(there.server().url()).token(token).build().workspace(workspace);
        agent = person.createAgent(new AgentFields().name("coder")).send().id();
        String key =
                person.createAgentKey(agent, "key", List.of("read", "work"), null, null)
                        .send()
                        .key();
        agentHere = PlatformClient.of(here.server().url()).token(key).build();
        work = agentHere.workspace(workspace);
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        agentHere.close();
        here.close();
        there.close();
    }

    /** Asks for work, and returns when the server has begun to wait for some. */
    private CompletableFuture<Optional<Claimed>> waiting() {
        CompletableFuture<Optional<Claimed>> asked =
                CompletableFuture.supplyAsync(
                        () -> work.claim(null, false, null, LONG).send(), threads);
        while (!here.get("/metrics", null).body().contains("platform_work_waiting 1.0")) {
            LockSupport.parkNanos(2_000_000);
        }
        return asked;
    }

    private Issue delegated(String title) {
        return person.createIssue(new IssueFields().title(title).status("todo").delegateId(agent))
                .send();
    }

    private static Issue got(CompletableFuture<Optional<Claimed>> waiting) throws Exception {
        // Well before the request's own time is up, which would be a 204.
        return waiting.get(20, TimeUnit.SECONDS).orElseThrow().issue();
    }

    @Test
    void whoever_waits_has_what_is_delegated_on_another_node() throws Exception {
        CompletableFuture<Optional<Claimed>> asked = waiting();
        Issue issue = delegated("Fix login");
        assertThat(got(asked)).returns(issue.id(), Issue::id).returns("in-progress", Issue::status);
    }

    @Test
    void a_blocker_that_is_finished_makes_what_waits_for_it_ready() throws Exception {
        Issue blocker = person.createIssue(new IssueFields().title("Blocker")).send();
        Issue blocked = person.createIssue(new IssueFields().title("Blocked")).send();
        person.createDependency(blocked.id(), "blocked_by", blocker.id()).send();
        person.updateIssue(blocked.id(), new IssueFields().delegateId(agent)).send();
        CompletableFuture<Optional<Claimed>> asked = waiting();
        person.createComment(blocked.id(), "Not yet.", null).send();
        assertThat(asked).isNotDone();
        person.updateIssue(blocker.id(), new IssueFields().status("done")).send();
        assertThat(got(asked).id()).isEqualTo(blocked.id());
    }

    @Test
    void a_stop_sends_those_home_who_wait() throws Exception {
        CompletableFuture<Optional<Claimed>> asked = waiting();
        here.server().close();
        assertThat(asked.get(20, TimeUnit.SECONDS)).isEmpty();
    }
}
