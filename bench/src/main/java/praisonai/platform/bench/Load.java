package praisonai.platform.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** Clients who each do the same again and again, the next as soon as the last was answered. */
final class Load {
    private Load() {}

    /**
     * How often a second it was done, by all clients together.
     *
     * @param work gets the client's number, from 0; must not throw
     */
    static double perSecond(int clients, Duration time, IntConsumer work)
            throws InterruptedException, ExecutionException {
        CyclicBarrier start = new CyclicBarrier(clients);
        List<Future<Double>> rates = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                int client = i;
                rates.add(
                        threads.submit(() -> {
                            start.await();
                            long began = System.nanoTime();
                            long end = began + time.toNanos();
                            int done = 0;
                            while (System.nanoTime() < end) {
                                work.accept(client);
                                done++;
                            }
                            return done * 1e9 / (System.nanoTime() - began);
                        }));
            }
        }
        double all = 0;
        for (Future<Double> rate : rates) {
            all += rate.get();
        }
        return all;
    }
}
