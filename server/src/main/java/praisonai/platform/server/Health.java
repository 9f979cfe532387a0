package praisonai.platform.server;

import praisonai.platform.json.Doc;

/** That the server is well. What is not well is answered with a problem. */
public record Health(
        @Doc(value = "Always `ok`.", example = "ok") String status,
        @Doc(value = "The server's version.", example = "0.1.0") String version) {}
