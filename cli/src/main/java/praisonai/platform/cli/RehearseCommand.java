package praisonai.platform.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import praisonai.platform.json.Json;
import praisonai.platform.server.Config;
import praisonai.platform.server.Option;
import praisonai.platform.server.Server;
import praisonai.platform.server.observe.Logs;

/**
 * Does once, on a database in memory, what a server does first in its life. The launcher runs it
 * after a build while the JVM takes notes, so that later starts need not find out the same again.
 */
@Command(name = "rehearse", hidden = true, description = "Starts a server in memory and stops it.")
final class RehearseCommand implements Callable<Integer> {
    @Override
    public Integer call() throws IOException, InterruptedException {
        Map<Option, String> flags = new EnumMap<>(Option.class);
        flags.put(Option.DATABASE_URL, "sqlite+aiosqlite:///:memory:");
        flags.put(Option.PLATFORM_PORT, "0");
        Logs.configure(false);
        try (Server server = Server.start(Config.of(Map.of(), flags));
                HttpClient http = HttpClient.newHttpClient()) {
            String api = server.url() + "/api/v1";
            String token =
                    send(
                                    http,
                                    api + "/auth/register",
                                    null,
                                    "{\"email\":\"ada@example.org\",\"password\":\"rehearsal\"}")
                            .path("token")
                            .asText();
            String workspace =
                    send(http, api + "/workspaces", token, "{\"name\":\"Rehearsal\"}")
                            .path("id")
                            .asText();
            String issues = api + "/workspaces/" + workspace + "/issues";
            send(http, issues, token, "{\"title\":\"Rehearse\"}");
            send(http, issues, token, null);
        }
        return Exit.OK;
    }

    /** A POST where there is a body, else a GET. */
    private static JsonNode send(
            HttpClient http, String url, @Nullable String token, @Nullable String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url)).header("Content-Type", "application/json");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return Json.mapper().readTree(http.send(request.build(), BodyHandlers.ofString()).body());
    }
}
