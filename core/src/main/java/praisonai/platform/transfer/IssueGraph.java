package praisonai.platform.transfer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import praisonai.platform.issue.Issues;

/**
 * The parents and the blockers of a workspace's issues, by id: keeps the rules that hold between
 * many issues (no circles, no deeper than {@link Issues#MAX_DEPTH}) without asking the database for
 * each. Not thread-safe.
 */
final class IssueGraph {
    /** What became of a parent. */
    enum Placed {
        DONE,
        CYCLE,
        TOO_DEEP
    }

    private final Map<String, String> parents = new HashMap<>();
    private final Map<String, Set<String>> children = new HashMap<>();
    private final Map<String, Set<String>> blockers = new HashMap<>();
    private final Map<String, Set<String>> blocked = new HashMap<>();

    /** Takes an issue from its parent, if it has one. */
    void orphan(String issue) {
        String parent = parents.remove(issue);
        if (parent != null) {
            siblings(parent).remove(issue);
        }
    }

    /** Puts an issue that has no parent under {@code parent}, unless that breaks a rule. */
    Placed place(String issue, String parent) {
        for (@Nullable String above = parent; above != null; above = parents.get(above)) {
            if (above.equals(issue)) {
                return Placed.CYCLE;
            }
        }
        if (level(parent) + height(issue) > Issues.MAX_DEPTH) {
            return Placed.TOO_DEEP;
        }
        restore(issue, parent);
        return Placed.DONE;
    }

    /** Notes a parent that is stored already, and so keeps the rules. */
    void restore(String issue, String parent) {
        parents.put(issue, parent);
        siblings(parent).add(issue);
    }

    @Nullable String parent(String issue) {
        return parents.get(issue);
    }

    /** 1 for an issue without a parent. */
    int level(String issue) {
        int level = 0;
        for (@Nullable String at = issue; at != null; at = parents.get(at)) {
            level++;
        }
        return level;
    }

    /** Levels from the issue down, itself counted. */
    private int height(String issue) {
        int height = 0;
        List<String> row = List.of(issue);
        while (!row.isEmpty()) {
            height++;
            List<String> next = new ArrayList<>();
            row.forEach(at -> next.addAll(children.getOrDefault(at, Set.of())));
            row = next;
        }
        return height;
    }

    private Set<String> siblings(String parent) {
        return children.computeIfAbsent(parent, _ -> new HashSet<>());
    }

    /**
     * Lets {@code issue} wait for {@code blocker}; false when that one waits for it already. Looks
     * from both ends at once and is done when either has nothing left, so that long chains cost
     * little in whichever order they come.
     */
    boolean block(String issue, String blocker) {
        Search down = new Search(blocker, blockers);
        Search up = new Search(issue, blocked);
        while (down.goesOn() && up.goesOn()) {
            if (down.next().equals(issue) || up.next().equals(blocker)) {
                return false;
            }
        }
        restoreBlock(issue, blocker);
        return true;
    }

    /** Notes a blocker that is stored already. */
    void restoreBlock(String issue, String blocker) {
        blockers.computeIfAbsent(issue, _ -> new HashSet<>()).add(blocker);
        blocked.computeIfAbsent(blocker, _ -> new HashSet<>()).add(issue);
    }

    /** Visits all that can be reached, each once. */
    private static final class Search {
        private final Map<String, Set<String>> edges;
        private final Set<String> seen = new HashSet<>();
        private final Deque<String> open = new ArrayDeque<>();

        Search(String start, Map<String, Set<String>> edges) {
            this.edges = edges;
            seen.add(start);
            open.add(start);
        }

        boolean goesOn() {
            return !open.isEmpty();
        }

        String next() {
            String at = open.remove();
            for (String beyond : edges.getOrDefault(at, Set.of())) {
                if (seen.add(beyond)) {
                    open.add(beyond);
                }
            }
            return at;
        }
    }
}
