package praisonai.platform.testing.storm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import praisonai.platform.issue.Priority;
import praisonai.platform.json.Json;

/**
 * Issues that wait for each other. A parent stands before its children.
 *
 * <p>{@link #of} makes them in the shape of the tracker of the Beads project, where of 704 issues
 * 350 stand alone or have children: 34 have 10 or 11 children that wait for each other in a row, 5
 * a few that do not, and there are 47 waits besides, nearly all of single issues for single ones;
 * one waits for 7, one has 10 wait for it.
 */
public record Graph(List<Node> nodes) {
    private static final int ROOTS = 350;
    private static final int ROWS = 34;
    private static final int GROUPS = 5;
    private static final int WAITS = 38;

    /** How near two issues are that wait for each other outside of a row. */
    private static final int NEAR = 190;

    private static final List<Integer> SIZES = List.of(1, 1, 1, 2, 6);

    /** How often each priority is there, of 704. */
    private static final Map<Priority, Integer> PRIORITIES =
            Map.of(
                    Priority.URGENT, 1,
                    Priority.HIGH, 58,
                    Priority.MEDIUM, 619,
                    Priority.LOW, 21,
                    Priority.NONE, 5);

    /**
     * One issue.
     *
     * @param parent the place of the issue that it is part of; null where there is none
     * @param blockedBy the places of those that have to be finished before
     */
    public record Node(Priority priority, @Nullable Integer parent, List<Integer> blockedBy) {}

    /** As many issues, always the same for a seed. */
    public static Graph of(int size, long seed) {
        Random random = new Random(seed);
        List<Node> nodes = new ArrayList<>();
        List<Integer> roots = new ArrayList<>();
        while (nodes.size() < size) {
            int root = nodes.size();
            nodes.add(new Node(priority(random), null, waits(random, roots, root)));
            int kind = random.nextInt(ROOTS);
            boolean row = kind < ROWS;
            int children =
                    row
                            ? (random.nextInt(ROWS) < 3 ? 11 : 10)
                            : kind < ROWS + GROUPS ? SIZES.get(random.nextInt(SIZES.size())) : 0;
            for (int child = 0; child < children && nodes.size() < size; child++) {
                nodes.add(
                        new Node(
                                priority(random),
                                root,
                                row && child > 0 ? List.of(nodes.size() - 1) : List.of()));
            }
            roots.add(root);
        }
        return new Graph(nodes);
    }

    private static List<Integer> waits(Random random, List<Integer> roots, int at) {
        List<Integer> near = roots.stream().filter(root -> root >= at - NEAR).toList();
        int kind = random.nextInt(ROOTS);
        int many = kind == WAITS ? 7 : kind < WAITS ? 1 : 0;
        Set<Integer> waits = new HashSet<>();
        for (int n = 0; n < many && !near.isEmpty(); n++) {
            waits.add(
                    random.nextInt(4) == 0
                            ? roots.get((roots.size() - 1) / ROOTS * ROOTS)
                            : near.get(random.nextInt(near.size())));
        }
        return List.copyOf(waits);
    }

    private static Priority priority(Random random) {
        int at = random.nextInt(PRIORITIES.values().stream().mapToInt(n -> n).sum());
        for (Priority priority : Priority.values()) {
            at -= PRIORITIES.getOrDefault(priority, 0);
            if (at < 0) {
                return priority;
            }
        }
        throw new AssertionError();
    }

    /**
     * The issues of a tracker of Beads, as {@code bd export} writes them, all still to be done.
     * What waits for something that is not there does not wait.
     */
    public static Graph ofBeads(Path file) throws IOException {
        Map<String, Beads> byId = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            Beads issue = Beads.of(Json.mapper().readTree(line));
            byId.put(issue.id(), issue);
        }
        Map<String, Integer> places = new LinkedHashMap<>();
        byId.values().forEach(issue -> place(issue, byId, places));
        List<Node> nodes = new ArrayList<>();
        for (String id : places.keySet()) {
            Beads issue = Objects.requireNonNull(byId.get(id));
            nodes.add(
                    new Node(
                            issue.priority(),
                            issue.parent() == null ? null : places.get(issue.parent()),
                            issue.blockers().stream()
                                    .map(places::get)
                                    .filter(Objects::nonNull)
                                    .toList()));
        }
        return new Graph(nodes);
    }

    private static void place(Beads issue, Map<String, Beads> byId, Map<String, Integer> places) {
        Beads parent = issue.parent() == null ? null : byId.get(issue.parent());
        if (parent != null && !places.containsKey(parent.id())) {
            place(parent, byId, places);
        }
        places.putIfAbsent(issue.id(), places.size());
    }

    /** A line of the file. */
    private record Beads(
            String id, Priority priority, @Nullable String parent, List<String> blockers) {
        /** Most urgent first. */
        private static final List<Priority> ORDER =
                List.of(
                        Priority.URGENT,
                        Priority.HIGH,
                        Priority.MEDIUM,
                        Priority.LOW,
                        Priority.NONE);

        static Beads of(JsonNode issue) {
            String parent = null;
            List<String> blockers = new ArrayList<>();
            for (JsonNode edge : issue.path("dependencies")) {
                String other = edge.path("depends_on_id").asText();
                switch (edge.path("type").asText()) {
                    case "parent-child" -> parent = other;
                    case "blocks" -> blockers.add(other);
                    default -> {
                        // Says nothing about the order of work.
                    }
                }
            }
            return new Beads(
                    issue.path("id").asText(),
                    ORDER.get(Math.clamp(issue.path("priority").asInt(2), 0, 4)),
                    parent,
                    blockers);
        }
    }
}
