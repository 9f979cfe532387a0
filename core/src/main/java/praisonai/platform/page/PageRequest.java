package praisonai.platform.page;

import org.jspecify.annotations.Nullable;
import praisonai.platform.problem.Check;

/**
 * Which page of a list is wanted.
 *
 * @param limit rows at most, 1 to 200
 * @param cursor where the last page ended, from {@link Page#next()}; null for the start
 * @param offset rows to skip, for callers that count; not together with a cursor
 */
public record PageRequest(int limit, @Nullable String cursor, int offset) {
    public static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 200;

    /**
     * @throws praisonai.platform.problem.Problem.Invalid when a number is out of range
     */
    public PageRequest {
        Check check = new Check();
        check.that(
                limit >= 1 && limit <= MAX_LIMIT,
                "limit",
                "must be a whole number from 1 to " + MAX_LIMIT);
        check.that(offset >= 0, "offset", "must be a whole number of at least 0");
        check.that(cursor == null || offset == 0, "offset", "can't be combined with a cursor");
        check.done();
    }

    /** The first {@value #DEFAULT_LIMIT} rows. */
    public static PageRequest first() {
        return new PageRequest(DEFAULT_LIMIT, null, 0);
    }

    /** The first {@code limit} rows. */
    public static PageRequest first(int limit) {
        return new PageRequest(limit, null, 0);
    }

    /** The page after {@code cursor}. */
    public PageRequest after(String cursor) {
        return new PageRequest(limit, cursor, 0);
    }
}
