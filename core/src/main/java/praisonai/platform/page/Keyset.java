package praisonai.platform.page;

import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.statement.Query;
import praisonai.platform.db.Session;

/** Pages of lists that are ordered by id, which is the order of creation. */
public final class Keyset {
    private static final String SORT = "id";

    private Keyset() {}

    /**
     * Reads a page.
     *
     * @param select a SELECT with a WHERE, up to and without its order; never made from input
     * @param id the column to order by
     * @param bind binds the select's own parameters
     */
    public static <T> Page<T> read(
            Session session,
            String select,
            String id,
            PageRequest page,
            UnaryOperator<Query> bind,
            Class<T> type,
            Function<T, String> idOf) {
        Cursor cursor = Cursor.decode(page.cursor(), SORT);
        Query query =
                session.query(
                                select
                                        + " AND "
                                        + id
                                        + " > :after ORDER BY "
                                        + id
                                        + " LIMIT :limit OFFSET :offset")
                        .bind("after", cursor == null ? "" : cursor.id())
                        .bind("limit", page.limit() + 1)
                        .bind("offset", page.offset());
        return Page.of(
                bind.apply(query).mapTo(type).list(),
                page,
                row -> new Cursor(SORT, "", idOf.apply(row)));
    }
}
