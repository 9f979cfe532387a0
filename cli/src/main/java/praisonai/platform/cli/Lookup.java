package praisonai.platform.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import praisonai.platform.client.Agent;
import praisonai.platform.client.Label;
import praisonai.platform.client.Member;
import praisonai.platform.client.Project;
import praisonai.platform.client.WorkspaceClient;

/** Ids by name, and names by id, of what is in a workspace; each list is asked for once. */
final class Lookup {
    private final WorkspaceClient workspace;
    private @Nullable List<Member> members;
    private @Nullable List<Agent> agents;
    private @Nullable List<Project> projects;
    private @Nullable List<Label> labels;

    Lookup(WorkspaceClient workspace) {
        this.workspace = workspace;
    }

    List<Member> members() {
        List<Member> known = members;
        if (known == null) {
            known = workspace.members().all().toList();
            members = known;
        }
        return known;
    }

    List<Agent> agents() {
        List<Agent> known = agents;
        if (known == null) {
            known = workspace.agents().all().toList();
            agents = known;
        }
        return known;
    }

    List<Project> projects() {
        List<Project> known = projects;
        if (known == null) {
            known = workspace.projects().all().toList();
            projects = known;
        }
        return known;
    }

    List<Label> labels() {
        List<Label> known = labels;
        if (known == null) {
            known = workspace.labels().all().toList();
            labels = known;
        }
        return known;
    }

    /** The id of a member by name, email or id; {@code me} and {@code none} stay as they are. */
    String member(String said) {
        if (word(said)) {
            return said;
        }
        if (said.contains("@")) {
            return only("member", said, members(), Member::userId, Member::email);
        }
        return only("member", said, members(), Member::userId, Member::name);
    }

    /** The id of an agent by name or id; {@code me} and {@code none} stay as they are. */
    String agent(String said) {
        return word(said) ? said : only("agent", said, agents(), Agent::id, Agent::name);
    }

    /** The id of a project by name or id; {@code none} stays as it is. */
    String project(String said) {
        return said.equals("none") || Remote.isId(said)
                ? said
                : only("project", said, projects(), Project::id, Project::name);
    }

    String label(String said) {
        return Remote.isId(said) ? said : only("label", said, labels(), Label::id, Label::name);
    }

    private static boolean word(String said) {
        return said.equals("none") || said.equals("me") || Remote.isId(said);
    }

    /** The names of people and agents by id. */
    Map<String, String> names() {
        Map<String, String> names = new HashMap<>();
        members().forEach(member -> names.put(member.userId(), member.name()));
        agents().forEach(agent -> names.put(agent.id(), agent.name()));
        return names;
    }

    /** The one with this name, without regard to case. */
    static <T> String only(
            String what,
            String said,
            List<T> all,
            Function<T, String> id,
            Function<T, String> name) {
        List<T> found = all.stream().filter(one -> name.apply(one).equals(said)).toList();
        if (found.isEmpty()) {
            found = all.stream().filter(one -> name.apply(one).equalsIgnoreCase(said)).toList();
        }
        return switch (found.size()) {
            case 1 -> id.apply(found.getFirst());
            case 0 ->
                    throw new Failure(
                            Exit.NOT_FOUND,
                            "there is no "
                                    + what
                                    + " "
                                    + said
                                    + (all.isEmpty()
                                            ? ""
                                            : "; there is: "
                                                    + all.stream()
                                                            .map(name)
                                                            .map(Screen::safe)
                                                            .limit(20)
                                                            .collect(Collectors.joining(", "))));
            default ->
                    throw new Failure(
                            Exit.USAGE,
                            "there are several of the name "
                                    + said
                                    + "; say which by its id: "
                                    + found.stream().map(id).collect(Collectors.joining(", ")));
        };
    }
}
