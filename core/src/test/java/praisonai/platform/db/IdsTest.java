package praisonai.platform.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class IdsTest {
    @Test
    void an_id_is_a_uuid_of_version_7_in_its_canonical_text() {
        long before = System.currentTimeMillis();
        String id = Ids.next();
        UUID uuid = UUID.fromString(id);
        assertThat(uuid).hasToString(id);
        assertThat(uuid.version()).isEqualTo(7);
        assertThat(uuid.variant()).isEqualTo(2);
        assertThat(uuid.getMostSignificantBits() >>> 16)
                .isBetween(before, System.currentTimeMillis());
    }

    @Test
    void an_id_is_larger_than_every_one_that_was_there_before_it_was_asked_for() throws Exception {
        AtomicReference<String> largest = new AtomicReference<>("");
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                all.add(
                        threads.submit(() -> {
                            for (int i = 0; i < 50_000; i++) {
                                String earlier = largest.get();
                                String id = Ids.next();
                                assertThat(id.compareTo(earlier)).isPositive();
                                largest.accumulateAndGet(id, (a, b) -> a.compareTo(b) > 0 ? a : b);
                            }
                        }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }
}
