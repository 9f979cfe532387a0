package praisonai.platform.webhook;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import praisonai.platform.activity.Action;
import praisonai.platform.activity.EntityType;
import praisonai.platform.problem.Check;

/**
 * Kinds of events: {@code issue.updated} for one, {@code issue.*} for all of a thing, {@code *} for
 * all there are.
 */
final class EventKinds {
    private static final int MAX = 100;

    /** Of accounts and sign-ins no workspace learns. */
    private static final Set<EntityType> TYPES =
            EnumSet.complementOf(EnumSet.of(EntityType.USER, EntityType.SESSION));

    private EventKinds() {}

    static List<String> check(Check check, String field, List<String> kinds) {
        check.that(
                !kinds.isEmpty() && kinds.size() <= MAX,
                field,
                "must list 1 to " + MAX + " kinds of events");
        for (String kind : kinds) {
            if (kind == null || expand(kind).isEmpty()) {
                check.wrong(
                        field, "must hold kinds of events such as issue.updated, comment.* or *");
                break;
            }
        }
        return kinds.stream().distinct().toList();
    }

    /** Every single kind that is meant; null where all are. */
    static @Nullable Set<String> expand(List<String> kinds) {
        if (kinds.contains("*")) {
            return null;
        }
        Set<String> all = new TreeSet<>();
        kinds.forEach(kind -> all.addAll(expand(kind)));
        return all;
    }

    /** None where the pattern is not a known one. */
    private static Set<String> expand(String pattern) {
        Set<String> kinds = new TreeSet<>();
        for (EntityType type : TYPES) {
            for (Action action : Action.values()) {
                String kind = type.kind(action);
                if (pattern.equals("*")
                        || pattern.equals(type.wire() + ".*")
                        || pattern.equals(kind)) {
                    kinds.add(kind);
                }
            }
        }
        return kinds;
    }
}
