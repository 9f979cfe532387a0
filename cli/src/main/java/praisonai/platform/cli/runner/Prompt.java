package praisonai.platform.cli.runner;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import praisonai.platform.client.Agent;
import praisonai.platform.client.ApiProblem;
import praisonai.platform.client.Claimed;
import praisonai.platform.client.Comment;
import praisonai.platform.client.Dependency;
import praisonai.platform.client.Issue;
import praisonai.platform.client.Member;
import praisonai.platform.client.WorkspaceClient;

/** An issue as a model is to read it, in Markdown. */
final class Prompt {
    private Prompt() {}

    /** The issue with its comments and dependencies, and the agent's instructions. */
    static String of(WorkspaceClient workspace, Claimed claimed) {
        Issue issue = claimed.issue();
        StringBuilder text = new StringBuilder();
        if (claimed.instructions() != null && !claimed.instructions().isBlank()) {
            text.append(claimed.instructions().strip()).append("\n\n");
        }
        text.append("# ").append(issue.key()).append(": ").append(issue.title()).append("\n\n");
        text.append("Priority: ").append(issue.priority());
        if (issue.dueDate() != null) {
            text.append(". Due: ").append(issue.dueDate());
        }
        text.append(".\n");
        if (issue.description() != null && !issue.description().isBlank()) {
            text.append('\n').append(issue.description().strip()).append('\n');
        }
        List<Dependency> dependencies = workspace.dependencies(issue.id()).all().toList();
        if (!dependencies.isEmpty()) {
            text.append("\n## Dependencies\n\n");
            for (Dependency one : dependencies) {
                text.append("- ")
                        .append(one.dependencyType().replace('_', ' '))
                        .append(' ')
                        .append(one.other());
                if (one.otherTitle() != null) {
                    text.append(" (")
                            .append(one.otherStatus())
                            .append("): ")
                            .append(one.otherTitle());
                }
                text.append('\n');
            }
        }
        List<Comment> comments =
                workspace
                        .comments(issue.id())
                        .all()
                        .filter(comment -> comment.deletedAt() == null)
                        .toList();
        if (!comments.isEmpty()) {
            Map<String, String> names = names(workspace);
            text.append("\n## Comments\n");
            for (Comment one : comments) {
                text.append("\n")
                        .append(name(names, one))
                        .append(", ")
                        .append(one.createdAt())
                        .append(":\n\n")
                        .append(one.content().strip())
                        .append('\n');
            }
        }
        return text.append(howToHandIn(claimed)).toString();
    }

    private static String howToHandIn(Claimed claimed) {
        return """

        ## How to hand in

        You work on %s as run %s, attempt %d. When you are done, write a file in JSON to the path \
        in the environment variable PLATFORM_RESULT_FILE:

        {"outcome": "done", "summary": "What you did, in Markdown."}

        The outcome is one of: done; in-review (a person shall look at it); failed (you could not \
        do it; it is tried again); blocked (a person has to do something first: say what); released \
        (you give it back). Optional: "usage": {"input_tokens": 0, "output_tokens": 0, \
        "cost_micro_usd": 0, "model": "name"}. Without that file, exit code 0 means done, 75 \
        released, and any other failed.
        """
                .formatted(claimed.issue().key(), claimed.run().id(), claimed.run().attempt());
    }

    private static String name(Map<String, String> names, Comment comment) {
        @Nullable String id =
                comment.authorId() == null ? comment.authorAgentId() : comment.authorId();
        return id == null ? "somebody" : Objects.requireNonNullElse(names.get(id), id);
    }

    /** Names of people and agents; a key that may not see them still works. */
    private static Map<String, String> names(WorkspaceClient workspace) {
        Map<String, String> names = new HashMap<>();
        try {
            workspace.members().all().forEach((Member one) -> names.put(one.userId(), one.name()));
            workspace.agents().all().forEach((Agent one) -> names.put(one.id(), one.name()));
        } catch (ApiProblem e) {
            return names;
        }
        return names;
    }
}
