package praisonai.platform.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import praisonai.platform.page.Page;
import praisonai.platform.page.PageRequest;

/** Walks through a list page by page. */
final class Paging {
    private Paging() {}

    /** Every row of the list, in order, read in pages of {@code limit}. */
    static <T> List<T> all(int limit, Function<PageRequest, Page<T>> list) {
        List<T> rows = new ArrayList<>();
        PageRequest request = PageRequest.first(limit);
        while (true) {
            Page<T> page = list.apply(request);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            rows.addAll(page.items());
            if (page.next() == null) {
                return rows;
            }
            // A page that is followed by another is full.
            assertThat(page.items()).hasSize(limit);
            request = request.after(page.next());
        }
    }
}
