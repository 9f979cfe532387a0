package praisonai.platform.testing.storm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Actor;
import praisonai.platform.access.KeyScope;
import praisonai.platform.access.Scope;
import praisonai.platform.access.WorkspaceId;
import praisonai.platform.agent.Agents;
import praisonai.platform.agent.NewAgent;
import praisonai.platform.apikey.ApiKeys;
import praisonai.platform.apikey.NewAgentKey;
import praisonai.platform.db.Engine;
import praisonai.platform.db.Ids;
import praisonai.platform.dependency.Dependencies;
import praisonai.platform.dependency.DependencyType;
import praisonai.platform.dependency.NewDependency;
import praisonai.platform.issue.Issues;
import praisonai.platform.issue.NewIssue;
import praisonai.platform.issue.Status;
import praisonai.platform.json.Change;
import praisonai.platform.workspace.NewWorkspace;
import praisonai.platform.workspace.WorkspacePatch;
import praisonai.platform.workspace.Workspaces;

/**
 * Where a storm takes place: a workspace with agents, each with a key, and issues.
 *
 * @param issues their ids
 */
public record Place(WorkspaceId workspace, List<Worker> agents, List<String> issues) {
    /** Changes that are one transaction while issues are made. */
    private static final int TOGETHER = 500;

    /** Of so many issues that nothing waits for, one is not to be done by any agent. */
    private static final int ONE_IN_VAIN = 50;

    /** An agent with its key. */
    public record Worker(String id, String key) {}

    /** The path of the workspace's routes. */
    public String path() {
        return "/api/v1/workspaces/" + workspace.value();
    }

    /**
     * Makes one in a database that has the tables.
     *
     * @param pool whether the issues are delegated to nobody, else evenly to all agents
     */
    public static Place make(Engine engine, Graph graph, int agents, boolean pool) {
        String id = Ids.next();
        engine.write(
                Scope.system("make a storm"),
                session ->
                        session.update(
                                        "INSERT INTO users (id, name, email, password_hash)"
                                                + " VALUES (:id, 'Ada', :email, '!')")
                                .bind("id", id)
                                .bind("email", id + "@example.org")
                                .execute());
        Actor.Person owner = Actor.person(id);
        Workspaces workspaces = new Workspaces(engine);
        WorkspaceId ws =
                new WorkspaceId(
                        workspaces
                                .create(owner, new NewWorkspace("Storm", null, null, "STORM"))
                                .id());
        workspaces.update(
                owner,
                ws,
                new WorkspacePatch(
                        Change.keep(),
                        Change.keep(),
                        Change.to(Map.of("agent_pool", true)),
                        Change.keep()));
        List<Worker> workers = new ArrayList<>();
        for (int n = 0; n < agents; n++) {
            String agent = new Agents(engine).create(owner, ws, NewAgent.named("agent" + n)).id();
            workers.add(
                    new Worker(
                            agent,
                            new ApiKeys(engine)
                                    .create(
                                            owner,
                                            ws,
                                            agent,
                                            new NewAgentKey(
                                                    "storm",
                                                    List.of(
                                                            KeyScope.READ,
                                                            KeyScope.WRITE,
                                                            KeyScope.WORK),
                                                    null,
                                                    null))
                                    .key()));
        }
        return new Place(ws, workers, issues(engine, owner, ws, graph, pool ? List.of() : workers));
    }

    private static List<String> issues(
            Engine engine, Actor owner, WorkspaceId ws, Graph graph, List<Worker> workers) {
        Issues issues = new Issues(engine);
        Dependencies dependencies = new Dependencies(engine);
        Set<Integer> waitedFor = new HashSet<>();
        for (Graph.Node node : graph.nodes()) {
            waitedFor.addAll(node.blockedBy());
        }
        List<String> ids = new ArrayList<>();
        together(
                engine,
                graph.nodes(),
                (n, node) ->
                        ids.add(
                                issues.create(owner, ws, issue(n, node, ids, waitedFor, workers))
                                        .id()));
        together(
                engine,
                graph.nodes(),
                (n, node) -> {
                    for (int blocker : node.blockedBy()) {
                        dependencies.create(
                                owner,
                                ws,
                                ids.get(n),
                                new NewDependency(ids.get(blocker), DependencyType.BLOCKED_BY));
                    }
                });
        return ids;
    }

    private static NewIssue issue(
            int n,
            Graph.Node node,
            List<String> ids,
            Set<Integer> waitedFor,
            List<Worker> workers) {
        boolean inVain = n % ONE_IN_VAIN == 0 && !waitedFor.contains(n);
        @Nullable String parent = node.parent() == null ? null : ids.get(node.parent());
        return new NewIssue(
                inVain ? Runner.IN_VAIN : "Issue " + n,
                null,
                Status.TODO,
                node.priority(),
                null,
                parent,
                null,
                workers.isEmpty() ? null : workers.get(n % workers.size()).id(),
                null,
                null,
                inVain ? 1 : null);
    }

    private interface Make {
        void make(int n, Graph.Node node);
    }

    /** Many changes in each transaction: there are thousands. */
    private static void together(Engine engine, List<Graph.Node> nodes, Make make) {
        for (int begin = 0; begin < nodes.size(); begin += TOGETHER) {
            int first = begin;
            int end = Math.min(begin + TOGETHER, nodes.size());
            engine.together(
                    session -> {},
                    () -> {
                        for (int n = first; n < end; n++) {
                            make.make(n, nodes.get(n));
                        }
                        return end;
                    },
                    (session, done) -> {});
        }
    }
}
