package praisonai.platform.testing.storm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import praisonai.platform.db.Ids;
import praisonai.platform.json.Json;
import praisonai.platform.testing.storm.Journal.Answer;

/**
 * A process of agents, each of which claims, works and finishes over HTTP, the next as soon as the
 * last is done, until its standard input ends. Not all that they do is well-behaved: some hang
 * until their lease has ended and then go on as if nothing were, and some report in the moment in
 * which it ends.
 */
public final class Runner {
    /** The title of an issue that no agent gets done. */
    static final String IN_VAIN = "In vain";

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Plan plan;
    private final Journal journal;
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile boolean stopping;

    /**
     * What a process is to do.
     *
     * @param urls of the servers
     * @param path of the workspace
     * @param pool whether to ask for what is delegated to nobody
     * @param leaseSeconds of each claim
     * @param hanging of so many first attempts one is left alone until it has expired
     * @param late of so many first attempts one is reported just when its lease ends
     * @param journal the file for the answers
     */
    public record Plan(
            List<String> urls,
            String path,
            List<Place.Worker> agents,
            boolean pool,
            int leaseSeconds,
            int hanging,
            int late,
            long seed,
            String journal) {}

    private Runner(Plan plan, Journal journal) {
        this.plan = plan;
        this.journal = journal;
    }

    /** The process itself: gets the file of its plan, and says when it begins. */
    public static void main(String[] arguments) throws Exception {
        Plan plan = Json.mapper().readValue(Files.readString(Path.of(arguments[0])), Plan.class);
        try (Journal journal = new Journal(Path.of(plan.journal()))) {
            new Runner(plan, journal).run();
        }
    }

    private void run() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> loops =
                    plan.agents().stream()
                            .<Future<?>>map(agent -> threads.submit(() -> new Loop(agent).run()))
                            .toList();
            System.out.println("begun");
            while (System.in.read() >= 0) {
                // Nothing is said to it but that it is over.
            }
            stopping = true;
            for (Future<?> loop : loops) {
                loop.get();
            }
        }
    }

    /** One agent. Its own thread's. */
    private final class Loop {
        private final Place.Worker agent;
        private final Random random;
        private int server;

        Loop(Place.Worker agent) {
            this.agent = agent;
            random = new Random(plan.seed() ^ agent.id().hashCode());
            server = random.nextInt(plan.urls().size());
        }

        void run() {
            boolean idle = false;
            while (!stopping) {
                Reply reply = claim(idle);
                idle = reply.answer().status() == 204;
                if (reply.answer().status() == 201) {
                    work(reply.json());
                }
            }
        }

        private Reply claim(boolean wait) {
            return post(
                    "claim",
                    wait ? "/runs/claim?wait=3" : "/runs/claim",
                    null,
                    null,
                    Map.of("pool", plan.pool(), "lease_seconds", plan.leaseSeconds()));
        }

        private void work(JsonNode claimed) {
            JsonNode run = claimed.path("run");
            int attempt = run.path("attempt").asInt();
            if (attempt == 1 && random.nextInt(plan.hanging()) == 0) {
                hang(run);
                return;
            }
            boolean late = attempt == 1 && random.nextInt(plan.late()) == 0;
            if (late) {
                Instant end = Instant.parse(run.path("lease_expires_at").asText());
                long millis = Duration.between(Instant.now(), end).toMillis();
                LockSupport.parkNanos((millis - 40 + random.nextInt(80)) * 1_000_000);
            }
            if (!late && random.nextInt(4) == 0) {
                heartbeat(run);
            }
            if (random.nextInt(2) == 0) {
                log(run);
            }
            if (random.nextInt(4) == 0) {
                comment(run);
            }
            boolean inVain = claimed.path("issue").path("title").asText().equals(IN_VAIN);
            report(run, inVain ? "failed" : "done");
        }

        /** Does nothing until the run was ended, and then all that it had meant to do. */
        private void hang(JsonNode run) {
            do {
                LockSupport.parkNanos(200_000_000);
                if (stopping) {
                    return;
                }
            } while (get("/runs/" + run.path("id").asText())
                    .path("status")
                    .asText()
                    .equals("running"));
            heartbeat(run);
            log(run);
            comment(run);
            report(run, "done");
        }

        private void heartbeat(JsonNode run) {
            post(
                    "heartbeat",
                    door(run, "heartbeat"),
                    run,
                    null,
                    Map.of("attempt", run.path("attempt").asInt()));
        }

        private void log(JsonNode run) {
            String text = "log " + Ids.next();
            post(
                    "log",
                    door(run, "log"),
                    run,
                    text,
                    Map.of(
                            "attempt",
                            run.path("attempt").asInt(),
                            "chunks",
                            List.of(Map.of("sequence", 1, "text", text))));
        }

        private void comment(JsonNode run) {
            String text = "comment " + Ids.next();
            post(
                    "comment",
                    "/issues/" + run.path("issue_id").asText() + "/comments",
                    run,
                    text,
                    Map.of("content", text));
        }

        /** A report is repeated until it is answered, whichever server then answers. */
        private void report(JsonNode run, String outcome) {
            String text = outcome + " " + Ids.next();
            Map<String, Object> body =
                    Map.of(
                            "attempt",
                            run.path("attempt").asInt(),
                            "outcome",
                            outcome,
                            "summary",
                            text);
            while (post("finish", door(run, "finish"), run, text, body).answer().status() == 0) {
                // The next server is asked.
            }
        }

        private static String door(JsonNode run, String name) {
            return "/runs/" + run.path("id").asText() + "/" + name;
        }

        private Reply post(
                String door,
                String path,
                @Nullable JsonNode run,
                @Nullable String text,
                Map<String, ?> body) {
            HttpRequest.Builder request =
                    request(path)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(Json.write(body)));
            if (door.equals("comment") && run != null) {
                request.header("X-Run-Id", run.path("id").asText())
                        .header("X-Run-Attempt", run.path("attempt").asText());
            }
            long begin = System.nanoTime();
            int status = 0;
            JsonNode json = Json.mapper().missingNode();
            try {
                HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
                status = answer.statusCode();
                if (!answer.body().isEmpty()) {
                    json = Json.mapper().readTree(answer.body());
                }
            } catch (IOException e) {
                elsewhere();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                stopping = true;
            }
            long micros = (System.nanoTime() - begin) / 1000;
            JsonNode of = run == null ? json.path("run") : run;
            String problem = json.path("type").asText("");
            Answer noted =
                    new Answer(
                            door,
                            agent.id(),
                            of.path("id").textValue(),
                            of.path("attempt").asInt(),
                            of.path("issue_id").textValue(),
                            text,
                            status,
                            status < 400 ? null : problem.replaceFirst(".*[/:#]", ""),
                            micros,
                            path.contains("wait="));
            journal.add(noted);
            return new Reply(noted, json);
        }

        private JsonNode get(String path) {
            try {
                return Json.mapper()
                        .readTree(http.send(request(path).build(), BodyHandlers.ofString()).body());
            } catch (IOException e) {
                elsewhere();
                return Json.mapper().createObjectNode().put("status", "running");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        private HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(URI.create(plan.urls().get(server) + plan.path() + path))
                    .header("Authorization", "Bearer " + agent.key())
                    .timeout(LIMIT);
        }

        /** A server that is gone is not asked again at once. */
        private void elsewhere() {
            server = (server + 1) % plan.urls().size();
            LockSupport.parkNanos(200_000_000);
        }
    }

    private record Reply(Answer answer, JsonNode json) {}
}
