package praisonai.platform.server.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import praisonai.platform.problem.Problem;
import praisonai.platform.server.route.Content;

/**
 * The page that shows the OpenAPI document: Swagger UI, from our own jar. The browser loads nothing
 * from anywhere else, and the Content-Security-Policy holds it to that.
 */
public final class SwaggerUi {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src"
                    + " 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none';"
                    + " frame-ancestors 'none'";

    /** All that is served, by name, with its media type: nothing else of the jar can be read. */
    private static final Map<String, String> FILES =
            Map.of(
                    "swagger-ui.css", "text/css; charset=utf-8",
                    "swagger-ui-bundle.js", "text/javascript; charset=utf-8",
                    "favicon-32x32.png", "image/png");

    private static final String START = "start.js";

    private static final String PAGE =
            """
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>PraisonAI Platform API</title>
              <link rel="stylesheet" href="/docs/swagger-ui.css">
              <link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
            </head>
            <body>
              <div id="swagger-ui"></div>
              <script src="/docs/swagger-ui-bundle.js"></script>
              <script src="/docs/start.js"></script>
            </body>
            </html>
            """;

    private static final String SCRIPT =
            """
            const dark = matchMedia("(prefers-color-scheme: dark)");
            const page = document.documentElement;
            const follow = () => page.classList.toggle("dark-mode", dark.matches);
            dark.addEventListener("change", follow);
            follow();
            window.onload = () => {
              SwaggerUIBundle({
                url: "/openapi.json",
                dom_id: "#swagger-ui",
                deepLinking: true,
                docExpansion: "list",
                persistAuthorization: false,
                validatorUrl: null
              });
            };
            """;

    private final String folder;

    /** Finds the files in the jar. */
    public SwaggerUi() {
        Properties jar = new Properties();
        try (InputStream in = open("META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            jar.load(in);
        } catch (IOException e) {
            throw new IllegalStateException("the swagger-ui jar can't be read", e);
        }
        folder = "META-INF/resources/webjars/swagger-ui/" + jar.getProperty("version") + "/";
    }

    /** The page itself. */
    public Content page() {
        return content("text/html; charset=utf-8", PAGE.getBytes(StandardCharsets.UTF_8));
    }

    /** A file of the page. @throws Problem.NotFound when it is none */
    public Content file(String name) {
        if (name.equals(START)) {
            return content(
                    "text/javascript; charset=utf-8", SCRIPT.getBytes(StandardCharsets.UTF_8));
        }
        String type = FILES.get(name);
        if (type == null) {
            throw new Problem.NotFound("file");
        }
        try (InputStream in = open(folder + name)) {
            return content(type, in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException("the swagger-ui jar has no " + name, e);
        }
    }

    private static Content content(String type, byte[] body) {
        return new Content(
                type, body, Map.of("Content-Security-Policy", POLICY, "Cache-Control", "no-cache"));
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = SwaggerUi.class.getClassLoader().getResourceAsStream(resource);
        if (in == null) {
            throw new IOException("missing: " + resource);
        }
        return in;
    }
}
