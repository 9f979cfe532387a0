package praisonai.platform.activity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import praisonai.platform.db.Session;
import praisonai.platform.page.Page;

/**
 * Tells a row of the log as an English sentence: "Ada moved it from todo to in-progress". Used
 * once.
 */
final class Sentence {
    /** Characters of a value that are told. */
    private static final int MOST = 60;

    /** Long texts: that they changed is told, not how. */
    private static final Set<String> TEXTS = Set.of("description", "content", "instructions");

    private final Activity row;
    private final Names names;
    private final Map<?, ?> old;
    private final Map<?, ?> now;

    /** Whether it is clear what the sentence is about, so that "it" will do. */
    private boolean clear;

    private Sentence(Activity row, boolean ofOneIssue, Names names) {
        this.row = row;
        this.names = names;
        this.clear = ofOneIssue;
        old = row.details().get("old") instanceof Map<?, ?> values ? values : Map.of();
        now = row.details().get("new") instanceof Map<?, ?> values ? values : Map.of();
    }

    /**
     * Tells the rows of a page, at the cost of one statement for all their names.
     *
     * @param ofOneIssue whether they are the history of one issue, which is then called "it"
     */
    static Page<ToldActivity> tell(Session session, Page<Activity> page, boolean ofOneIssue) {
        Names names = new Names();
        page.items().forEach(row -> of(row, ofOneIssue, names));
        names.find(session);
        List<ToldActivity> told =
                page.items().stream()
                        .map(row -> new ToldActivity(row, of(row, ofOneIssue, names)))
                        .toList();
        return new Page<>(told, page.next());
    }

    /** Tells one row. */
    static String of(Activity row, boolean ofOneIssue, Names names) {
        Sentence sentence = new Sentence(row, ofOneIssue, names);
        return sentence.who() + " " + sentence.did();
    }

    private String who() {
        if (row.actorId() == null && row.actorAgentId() == null) {
            return "The platform";
        }
        String name =
                row.actorId() != null
                        ? names.nameOf(Names.Kind.PERSON, row.actorId())
                        : names.nameOf(Names.Kind.AGENT, row.actorAgentId());
        return name == null ? "Someone" : name;
    }

    private String did() {
        return switch (row.action()) {
            case CREATED -> created();
            case UPDATED -> updated();
            case DELETED -> deleted();
        };
    }

    private String created() {
        return switch (row.entityType()) {
            // A workspace's log begins with the workspace; later it can only come back.
            case WORKSPACE ->
                    row.position() == 1 ? "created the workspace" : "restored the workspace";
            case MEMBER ->
                    isActor(now.get("user_id"))
                            ? "joined the workspace"
                            : "added " + person(now) + " as " + text(now.get("role"));
            case INVITATION -> "invited " + text(now.get("email")) + " as " + text(now.get("role"));
            case PROJECT -> "created the project " + text(now.get("name"));
            case ISSUE -> "created " + it();
            case COMMENT ->
                    (now.get("parent_id") == null ? "commented" : "replied to a comment")
                            + beside(" on ");
            case LABEL -> "created the label " + text(now.get("name"));
            case LABEL_LINK -> "put " + label(now) + " on " + it();
            case DEPENDENCY -> "marked " + it() + " as " + relation(now);
            case AGENT -> "created the agent " + text(now.get("name"));
            case RUN -> "began attempt " + text(now.get("attempt")) + " at " + it();
            case BUDGET ->
                    "allowed "
                            + budget(now)
                            + " a "
                            + text(now.get("period"))
                            + (now.get("agent_id") == null
                                    ? ""
                                    : " to " + names.of(Names.Kind.AGENT, id(now.get("agent_id"))));
            case APPROVAL -> "asked for a person's yes to work on " + it();
            case WEBHOOK -> "created the webhook to " + text(now.get("url"));
            case API_KEY -> "made " + key(now);
            case USER -> "registered";
            case SESSION -> "signed in";
        };
    }

    private String deleted() {
        return switch (row.entityType()) {
            case WORKSPACE -> "deleted the workspace";
            case MEMBER ->
                    isActor(old.get("user_id"))
                            ? "left the workspace"
                            : "removed " + person(old) + " from the workspace";
            // Accepted, taken back, or replaced after its time.
            case INVITATION -> "closed the invitation of " + text(old.get("email"));
            case PROJECT -> "deleted the project " + text(old.get("name"));
            case ISSUE -> "deleted " + it();
            case COMMENT -> "deleted a comment" + beside(" on ");
            case LABEL -> "deleted the label " + text(old.get("name"));
            case LABEL_LINK -> "took " + label(old) + " off " + it();
            case DEPENDENCY -> "unmarked " + it() + " as " + relation(old);
            case AGENT -> "deleted the agent " + text(old.get("name"));
            case RUN -> "deleted a run";
            case BUDGET -> "lifted the budget of " + budget(old) + " a " + text(old.get("period"));
            case APPROVAL -> "deleted a question";
            case WEBHOOK -> "deleted the webhook to " + text(old.get("url"));
            case API_KEY -> "revoked " + key(old);
            case USER -> "deleted the account";
            case SESSION -> "signed out";
        };
    }

    private String updated() {
        if (row.entityType() == EntityType.COMMENT) {
            return "edited a comment" + beside(" on ");
        }
        if (row.entityType() == EntityType.RUN) {
            return run();
        }
        if (row.entityType() == EntityType.APPROVAL) {
            return ("approved".equals(now.get("status")) ? "allowed" : "refused")
                    + " the work on "
                    + it();
        }
        List<String> changes = new ArrayList<>();
        for (Object member : now.keySet()) {
            String change = change(String.valueOf(member));
            if (change != null) {
                changes.add(change);
            }
        }
        if (changes.isEmpty()) {
            return "changed " + it();
        }
        String last = changes.removeLast();
        return changes.isEmpty() ? last : String.join(", ", changes) + " and " + last;
    }

    private String run() {
        if (now.get("status") == null) {
            return "asked for the run at " + it() + " to be stopped";
        }
        return "ended the run at " + it() + ": it is " + text(now.get("status"));
    }

    private static String budget(Map<?, ?> values) {
        return text(values.get("amount"))
                + ("tokens".equals(values.get("unit")) ? " tokens" : " millionths of a dollar");
    }

    /** Null where another change says it already. */
    private @Nullable String change(String member) {
        Object was = old.get(member);
        Object is = now.get(member);
        return switch (member) {
            case "updated_at", "disabled_reason" -> null;
            case "name" -> renamed(value(member, was), value(member, is));
            case "disabled_at" -> (is == null ? "enabled " : "disabled ") + it();
            case "paused" -> (Boolean.TRUE.equals(is) ? "paused " : "resumed ") + it();
            case "secret", "password" -> "changed the " + member + beside(" of ");
            default ->
                    row.entityType() == EntityType.ISSUE
                            ? changeOfIssue(member, was, is)
                            : changeOfValue(member, was, is);
        };
    }

    private @Nullable String changeOfIssue(
            String member, @Nullable Object was, @Nullable Object is) {
        return switch (member) {
            case "completed_at" ->
                    now.containsKey("status") ? null : "changed when " + it() + " was completed";
            case "status" -> "moved " + it() + " from " + text(was) + " to " + text(is);
            case "position" -> "moved " + it() + " to another place on the board";
            case "assignee_id" ->
                    is == null
                            ? "unassigned " + it() + " from " + value(member, was)
                            : "assigned " + it() + " to " + value(member, is);
            case "delegate_id" ->
                    is == null
                            ? "took " + it() + " back from " + value(member, was)
                            : "delegated " + it() + " to " + value(member, is);
            case "project_id" ->
                    is == null
                            ? "took " + it() + " out of " + value(member, was)
                            : "moved " + it() + " into " + value(member, is);
            case "parent_id" ->
                    is == null
                            ? "took " + it() + " out of " + value(member, was)
                            : "made " + it() + " a part of " + value(member, is);
            default -> changeOfValue(member, was, is);
        };
    }

    /** By both names: what it is called now may be a third one. */
    private String renamed(String was, String is) {
        clear = true;
        String what = row.entityType() == EntityType.USER ? "account" : row.entityType().wire();
        return "renamed the " + what + " " + was + " to " + is;
    }

    private String changeOfValue(String member, @Nullable Object was, @Nullable Object is) {
        String what = member.replaceFirst("_(id|at)$", "").replace('_', ' ');
        boolean told = isPlain(was) && isPlain(is) && !TEXTS.contains(member);
        if (is == null) {
            return "removed the " + what + beside(" of ");
        }
        if (is instanceof Boolean on) {
            return "switched " + what + (on ? " on" : " off") + beside(" for ");
        }
        if (!told) {
            return (was == null ? "wrote the " : "changed the ") + what + beside(" of ");
        }
        return was == null
                ? "set the " + what + beside(" of ") + " to " + value(member, is)
                : "changed the "
                        + what
                        + beside(" of ")
                        + " from "
                        + value(member, was)
                        + " to "
                        + value(member, is);
    }

    private static boolean isPlain(@Nullable Object value) {
        return !(value instanceof Map) && !(value instanceof List);
    }

    /** What the row is about: by its name the first time, unless that is clear. */
    private String it() {
        if (clear) {
            return "it";
        }
        clear = true;
        return switch (row.entityType()) {
            case ISSUE, COMMENT, LABEL_LINK, DEPENDENCY, RUN, APPROVAL ->
                    names.of(Names.Kind.ISSUE, row.issueId());
            case PROJECT -> names.of(Names.Kind.PROJECT, row.entityId());
            case LABEL -> names.of(Names.Kind.LABEL, row.entityId());
            case AGENT -> "the agent " + names.of(Names.Kind.AGENT, row.entityId());
            case MEMBER -> names.of(Names.Kind.MEMBER, row.entityId());
            case WORKSPACE -> "the workspace";
            case INVITATION -> "an invitation";
            case BUDGET -> "a budget";
            case WEBHOOK -> "a webhook";
            case API_KEY -> "an API key";
            case USER -> "the account";
            case SESSION -> "a sign-in";
        };
    }

    /** What the row is about after a preposition, nothing where that is clear. */
    private String beside(String preposition) {
        return clear ? "" : preposition + it();
    }

    private String person(Map<?, ?> values) {
        return names.of(Names.Kind.PERSON, id(values.get("user_id")));
    }

    private String key(Map<?, ?> values) {
        return "the API key "
                + text(values.get("name"))
                + " of the agent "
                + names.of(Names.Kind.AGENT, id(values.get("agent_id")));
    }

    private String label(Map<?, ?> values) {
        return names.of(Names.Kind.LABEL, id(values.get("label_id")));
    }

    /** Of the issue whose history this is to the other one. */
    private String relation(Map<?, ?> edge) {
        boolean from = Objects.equals(edge.get("issue_id"), row.issueId());
        String other =
                names.of(Names.Kind.ISSUE, id(edge.get(from ? "depends_on_id" : "issue_id")));
        if ("related".equals(edge.get("dependency_type"))) {
            return "related to " + other;
        }
        return (from ? "blocked by " : "blocking ") + other;
    }

    private boolean isActor(@Nullable Object userId) {
        return row.actorId() != null && row.actorId().equals(userId);
    }

    /** A value by its name, where it is the id of something. */
    private String value(String member, @Nullable Object value) {
        return switch (member) {
            case "assignee_id", "lead_id" -> names.of(Names.Kind.PERSON, id(value));
            case "delegate_id" -> names.of(Names.Kind.AGENT, id(value));
            case "project_id" -> names.of(Names.Kind.PROJECT, id(value));
            case "parent_id" -> names.of(Names.Kind.ISSUE, id(value));
            case "title", "name" -> "“" + text(value) + "”";
            default -> text(value);
        };
    }

    private static @Nullable String id(@Nullable Object value) {
        return value instanceof String text ? text : null;
    }

    /** On one line, and cut where it is long. */
    private static String text(@Nullable Object value) {
        String line = value == null ? "nothing" : value.toString().strip().replaceAll("\\s+", " ");
        return line.codePointCount(0, line.length()) <= MOST
                ? line
                : line.substring(0, line.offsetByCodePoints(0, MOST)) + "…";
    }
}
