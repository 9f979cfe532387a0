package praisonai.platform.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import praisonai.platform.access.Actor;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.db.Engine;
import praisonai.platform.event.Feed;

/** One request that follows a log, without the server around it. */
class FollowerTest {
    /** Many times what a stream that ends is given. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void a_client_that_takes_its_time_is_not_given_more_by_being_ended_again() {
        try (Engine engine = Engine.open("sqlite+aiosqlite:///:memory:")) {
            engine.initDb();
            Feed feed = new Feed(engine);
            WorkspaceId workspace = new WorkspaceId("w");
            Tail tail = new Tail(feed, workspace, 0, new AtomicLong());
            Follower follower =
                    new Follower(
                            new Feed.Reader(workspace, new Actor.Person("u", "s"), null),
                            tail,
                            null,
                            () -> {});
            follower.end("the first reason");
            String refusal = null;
            long patience = System.nanoTime() + PATIENCE.toNanos();
            // As those who look after streams do, for as long as the stream is there.
            while (refusal == null && System.nanoTime() - patience < 0) {
                follower.end("another reason");
                try {
                    follower.write(OutputStream.nullOutputStream(), "slowly");
                } catch (IOException e) {
                    refusal = e.getMessage();
                }
                LockSupport.parkNanos(2_000_000);
            }
            assertThat(refusal).isEqualTo("ended in the middle of an event");
            assertThat(follower.ended()).isEqualTo("the first reason");
            tail.close();
        }
    }
}
