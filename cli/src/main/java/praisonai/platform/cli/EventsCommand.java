package praisonai.platform.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import praisonai.platform.client.Activity;
import praisonai.platform.client.EventFollower;

/** What happens in a workspace. */
@Command(
        name = "events",
        description = {
            "Shows what happened in the workspace, oldest first; with --follow, what happens.",
            "--follow goes on over lost connections and misses nothing. With --json, each is one"
                    + " line: with --follow an event of the API, without an activity."
        })
final class EventsCommand implements Callable<Integer> {
    @Mixin Remote remote = new Remote();

    @Option(names = "--follow", description = "Go on until Ctrl-C.")
    boolean follow;

    @Option(
            names = "--after",
            paramLabel = "POSITION",
            description =
                    "With --follow: begin after this position of the log; 0 is its beginning.")
    @Nullable Long after;

    @Option(names = "--issue", paramLabel = "ISSUE", description = "Only what is about this issue.")
    @Nullable String issue;

    @Option(
            names = "--limit",
            paramLabel = "COUNT",
            description = "Without --follow: the last ones, so many at most. Default: 20")
    int limit = 20;

    private final Map<String, String> names = new HashMap<>();

    @Override
    public Integer call() {
        IssueCommand.positive("--limit", limit);
        if (!follow && after != null) {
            throw new Failure(Exit.USAGE, "--after is for --follow");
        }
        if (!follow) {
            return recent();
        }
        EventFollower follower = remote.workspace().follow(after, issue);
        follower.onTrouble(trouble ->
                remote.err().println("platform: " + Screen.safe(trouble) + "; going on"));
        if (remote.json) {
            follower.eachJson(json -> {
                line(json);
                endWithReader(follower);
            });
        } else {
            follower.each(event -> {
                print(event.activity(), sentence(event.activity()));
                endWithReader(follower);
            });
        }
        return Exit.OK;
    }

    /** Such as head, which closes the pipe when it has enough. */
    private void endWithReader(EventFollower follower) {
        if (remote.out().checkError()) {
            follower.close();
        }
    }

    private int recent() {
        var list =
                issue == null
                        ? remote.workspace().activity()
                        : remote.workspace().issueActivity(issue);
        if (remote.json) {
            list.firstJson(limit).toList().reversed().forEach(this::line);
        } else {
            for (Activity one : list.first(limit).toList().reversed()) {
                print(one, one.sentence() == null ? sentence(one) : one.sentence());
            }
        }
        return Exit.OK;
    }

    private void line(JsonNode json) {
        remote.out().println(Screen.safe(json));
    }

    private void print(Activity activity, String sentence) {
        remote.out()
                .println(
                        remote.screen()
                                        .dim(
                                                "%6d  %s"
                                                        .formatted(
                                                                activity.position(),
                                                                Screen.time(activity.createdAt())))
                                + "  "
                                + Screen.safe(sentence));
    }

    /**
     * What an event says, in a few words: it comes without the sentence that a listed activity has.
     */
    private String sentence(Activity activity) {
        String by = activity.actorId() == null ? activity.actorAgentId() : activity.actorId();
        StringBuilder text = new StringBuilder(by == null ? "The platform" : name(by));
        if (activity.entityType().equals("run") && activity.issueId() != null) {
            return text.append(' ').append(run(activity, activity.issueId())).toString();
        }
        text.append(' ')
                .append(activity.action())
                .append(' ')
                .append(activity.entityType().replace('_', ' '));
        String called = called(activity);
        if (called != null) {
            text.append(' ').append(called);
        }
        Map<?, ?> old = members(activity, "old");
        Map<?, ?> now = members(activity, "new");
        if (!old.isEmpty() && !now.isEmpty()) {
            String before = ": ";
            for (Map.Entry<?, ?> change : now.entrySet()) {
                text.append(before)
                        .append(change.getKey())
                        .append(' ')
                        .append(brief(old.get(change.getKey())))
                        .append(" → ")
                        .append(brief(change.getValue()));
                before = ", ";
            }
        }
        return text.toString();
    }

    /** A run's row has its figures as well, of which an end has a dozen. */
    private String run(Activity activity, String issueId) {
        Map<?, ?> now = members(activity, "new");
        return switch (activity.action()) {
            case "created" ->
                    "began attempt " + brief(now.get("attempt")) + " at " + issueKey(issueId);
            case "updated" ->
                    now.get("status") == null
                            ? "asked for the run at " + issueKey(issueId) + " to be stopped"
                            : "ended the run at "
                                    + issueKey(issueId)
                                    + ": it is "
                                    + brief(now.get("status"));
            default -> activity.action() + " a run at " + issueKey(issueId);
        };
    }

    private static Map<?, ?> members(Activity activity, String which) {
        return activity.details().get(which) instanceof Map<?, ?> map ? map : Map.of();
    }

    /** What people call the thing, as far as the row says it. */
    private @Nullable String called(Activity activity) {
        for (String which : List.of("new", "old")) {
            Map<?, ?> members = members(activity, which);
            for (String member : List.of("key", "issue_key", "title", "name", "content")) {
                if (members.get(member) instanceof String text && activity.action().length() > 0) {
                    boolean partial = activity.action().equals("updated");
                    if (!partial || member.equals("key")) {
                        return brief(text);
                    }
                }
            }
        }
        return activity.issueId() == null ? null : issueKey(activity.issueId());
    }

    private static String brief(@Nullable Object value) {
        if (value == null) {
            return "nothing";
        }
        String text = Screen.safe(value.toString());
        return text.codePointCount(0, text.length()) <= 60
                ? text
                : text.substring(0, text.offsetByCodePoints(0, 59)) + "…";
    }

    private String name(String id) {
        if (!names.containsKey(id)) {
            names.putAll(remote.lookup().names());
        }
        return names.computeIfAbsent(id, unknown -> unknown);
    }

    private String issueKey(String id) {
        return names.computeIfAbsent(
                id,
                unknown -> {
                    try {
                        return remote.workspace().issue(unknown).send().key();
                    } catch (praisonai.platform.client.ApiProblem e) {
                        return unknown; // Deleted since.
                    }
                });
    }
}
