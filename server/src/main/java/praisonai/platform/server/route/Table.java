package praisonai.platform.server.route;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import praisonai.platform.server.route.Route.Method;

/** Every route there is, in the order in which it was written down. Not thread-safe. */
public final class Table {
    private final List<Route<?, ?>> routes = new ArrayList<>();
    private final Set<String> known = new HashSet<>();

    /** The routes about one noun, whose paths all start with {@code prefix}. */
    public Section section(String tag, String prefix) {
        return new Section(tag, prefix);
    }

    /** All routes. */
    public List<Route<?, ?>> routes() {
        return List.copyOf(routes);
    }

    private void add(Route<?, ?> route) {
        if (!known.add(route.toString()) || !known.add(route.operationId())) {
            throw new IllegalStateException("written down twice: " + route);
        }
        routes.add(route);
    }

    /** The routes about one noun. */
    public final class Section {
        private final String tag;
        private final String prefix;

        private Section(String tag, String prefix) {
            this.tag = tag;
            this.prefix = prefix;
        }

        public Draft<Void> get(String operationId, String path, Access access) {
            return draft(Method.GET, operationId, path, access);
        }

        public Draft<Void> post(String operationId, String path, Access access) {
            return draft(Method.POST, operationId, path, access);
        }

        public Draft<Void> put(String operationId, String path, Access access) {
            return draft(Method.PUT, operationId, path, access);
        }

        public Draft<Void> patch(String operationId, String path, Access access) {
            return draft(Method.PATCH, operationId, path, access);
        }

        public Draft<Void> delete(String operationId, String path, Access access) {
            return draft(Method.DELETE, operationId, path, access);
        }

        private Draft<Void> draft(Method method, String operationId, String path, Access access) {
            return new Draft<>(Table.this::add, method, prefix + path, operationId, tag, access);
        }
    }
}
