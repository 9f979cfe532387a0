package praisonai.platform.server;

import java.util.Arrays;
import java.util.List;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Problem;
import praisonai.platform.server.http.Kind;

/** A kind of problem, described. */
public record ProblemKind(
        @Doc(value = "The `type` of such problems.", example = "/problems/not-found") String type,
        @Doc(value = "Their title.", example = "Not found") String title,
        @Doc(value = "Their HTTP status.", example = "404") int status,
        @Doc(value = "What it means, and what to do about it.") String description) {
    private static ProblemKind of(Kind kind) {
        return new ProblemKind(kind.type(), kind.title(), kind.status(), kind.description());
    }

    static List<ProblemKind> all() {
        return Arrays.stream(Kind.values()).map(ProblemKind::of).toList();
    }

    static ProblemKind of(String slug) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.slug().equals(slug))
                .findFirst()
                .map(ProblemKind::of)
                .orElseThrow(() -> new Problem.NotFound("kind of problem"));
    }
}
