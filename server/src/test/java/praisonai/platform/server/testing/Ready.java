package praisonai.platform.server.testing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request for a route, for which everything is prepared so that the right caller succeeds. */
public final class Ready {
    private final String route;
    private final Map<String, String> variables = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> body = new LinkedHashMap<>();
    private final Set<String> references = new LinkedHashSet<>();
    private String query = "";
    private @Nullable Person caller;

    Ready(String route) {
        this.route = route;
    }

    private Ready(Ready other) {
        this(other.route);
        variables.putAll(other.variables);
        body.putAll(other.body);
        references.addAll(other.references);
        query = other.query;
        caller = other.caller;
    }

    /** A variable of the path. */
    @CanIgnoreReturnValue
    Ready variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /** A member of the body. */
    @CanIgnoreReturnValue
    Ready member(String name, @Nullable Object value) {
        body.put(name, value);
        return this;
    }

    /** A member of the body that names something in the workspace. */
    @CanIgnoreReturnValue
    Ready reference(String name, String id) {
        references.add(name);
        return member(name, id);
    }

    /** The same for a list of such. */
    @CanIgnoreReturnValue
    Ready references(String name, String id) {
        references.add(name);
        return member(name, List.of(id));
    }

    @CanIgnoreReturnValue
    Ready query(String text) {
        query = text;
        return this;
    }

    /** Who has to send it, where it can't be just anybody of the same role. */
    @CanIgnoreReturnValue
    Ready by(Person person) {
        caller = person;
        return this;
    }

    /** This request with the other one's workspace. */
    public Ready inWorkspaceOf(Ready other) {
        return withVariableOf("ws", other);
    }

    /** This request with the other one's object in the path. */
    public Ready withVariableOf(String name, Ready other) {
        Ready changed = new Ready(this);
        changed.variables.put(name, other.variables.getOrDefault(name, ""));
        return changed;
    }

    /** This request with the other one's object in the body. */
    public Ready withReferenceOf(String name, Ready other) {
        Ready changed = new Ready(this);
        changed.body.put(name, other.body.get(name));
        return changed;
    }

    /** Names of the objects in the path, the workspace left out. */
    public List<String> objects() {
        return variables.keySet().stream().filter(name -> !name.equals("ws")).toList();
    }

    /** Names of the body's members that name objects. */
    public Set<String> references() {
        return references;
    }

    /** Who has to send it; null where it does not matter. */
    public @Nullable Person caller() {
        return caller;
    }

    public String method() {
        return route.substring(0, route.indexOf(' '));
    }

    /** Path and query as sent. */
    public String target() {
        String path = route.substring(route.indexOf(' ') + 1);
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            path = path.replace("{" + variable.getKey() + "}", variable.getValue());
        }
        return path + query;
    }

    /** The body; null where there is none. */
    public @Nullable Map<String, @Nullable Object> body() {
        return body.isEmpty() ? null : body;
    }

    /** Sends it. */
    @CanIgnoreReturnValue
    public Answer send(Client client) {
        return client.send(method(), target(), body());
    }

    @Override
    public String toString() {
        return method() + " " + target();
    }
}
