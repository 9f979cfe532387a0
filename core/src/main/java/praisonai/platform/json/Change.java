package praisonai.platform.json;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One member of a PATCH: left out ({@link #keep()}), or present with a new value, where {@code
 * null} clears. A member that can be cleared is a {@code Change<@Nullable T>}. Immutable.
 *
 * @param present whether the member was there at all
 * @param value the new value; {@code null} clears, and is always {@code null} when not present
 */
public record Change<T extends @Nullable Object>(boolean present, @Nullable T value) {
    private static final Change<?> KEEP = new Change<>(false, null);

    /** The member was left out: what is stored stays. */
    @SuppressWarnings("unchecked")
    public static <T extends @Nullable Object> Change<T> keep() {
        return (Change<T>) KEEP;
    }

    /** The member is to become {@code value}; {@code null} clears it. */
    public static <T extends @Nullable Object> Change<T> to(@Nullable T value) {
        return new Change<>(true, value);
    }

    /** {@code change}, or {@link #keep()} where a caller passed null for it. */
    public static <T extends @Nullable Object> Change<T> orKeep(@Nullable Change<T> change) {
        return change == null ? keep() : change;
    }

    /** What a clearable member holds after this change. */
    public @Nullable T applyTo(@Nullable T current) {
        return present ? value : current;
    }

    /** What a member that can't be cleared holds after this change. */
    public T applyToRequired(T current) {
        return present && value != null ? value : current;
    }

    /** The same change to what {@code function} makes of the new value; null stays null. */
    public Change<T> map(UnaryOperator<T> function) {
        return present && value != null ? to(function.apply(value)) : this;
    }

    /** Calls {@code action} with the new value when there is one that is not null. */
    public void ifValue(Consumer<T> action) {
        if (present && value != null) {
            action.accept(value);
        }
    }
}
