package praisonai.platform.activity;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import praisonai.platform.db.Session;

/**
 * What things are called. Sentences are made twice: the first time this notes whose names they ask
 * for, then it finds them all at once. Not thread-safe.
 */
final class Names {
    /** Kinds of things, and what one without a name is called. */
    enum Kind {
        PERSON("someone"),
        MEMBER("someone"),
        AGENT("a deleted agent"),
        PROJECT("a deleted project"),
        LABEL("a deleted label"),
        ISSUE("a deleted issue");

        private final String nameless;

        Kind(String nameless) {
            this.nameless = nameless;
        }
    }

    private final Map<Kind, Set<String>> asked = new EnumMap<>(Kind.class);
    private Map<String, String> known;
    private boolean limited;

    /** Without any names yet. */
    Names() {
        this(Map.of());
    }

    /**
     * @param known names by ids
     */
    Names(Map<String, String> known) {
        this.known = known;
    }

    /** Finds all that was asked for. */
    void find(Session session) {
        if (!asked.isEmpty()) {
            limited = session.projects() != null;
            known = new NameStore().find(session, session.workspace(), asked);
        }
    }

    /** What it is called in the middle of a sentence. */
    String of(Kind kind, @Nullable String id) {
        String name = nameOf(kind, id);
        if (name == null) {
            // It may be there, where who asks may not see it.
            return limited ? kind.nameless.replace("a deleted", "another") : kind.nameless;
        }
        return switch (kind) {
            case PROJECT -> "the project " + name;
            case LABEL -> "the label " + name;
            case PERSON, MEMBER, AGENT, ISSUE -> name;
        };
    }

    /** Its bare name; null where it has none. */
    @Nullable String nameOf(Kind kind, @Nullable String id) {
        if (id == null) {
            return null;
        }
        asked.computeIfAbsent(kind, k -> new LinkedHashSet<>()).add(id);
        return known.get(id);
    }
}
