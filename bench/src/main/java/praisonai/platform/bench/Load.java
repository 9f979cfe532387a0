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

/**
 * What clients did who each do the same again and again, the next as soon as the last was answered.
 *
 * @param perSecond how often a second, by all clients together
 */
record Load(long done, double perSecond) {
    /**
     * Has them do it for a while.
     *
     * @param work gets the client's number, from 0; must not throw
     */
    static Load of(int clients, Duration time, IntConsumer work)
            throws InterruptedException, ExecutionException {
        CyclicBarrier start = new CyclicBarrier(clients);
        List<Future<Load>> each = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                int client = i;
                each.add(
                        threads.submit(() -> {
                            start.await();
                            long began = System.nanoTime();
                            long end = began + time.toNanos();
                            long done = 0;
                            while (System.nanoTime() < end) {
                                work.accept(client);
                                done++;
                            }
                            return new Load(done, done * 1e9 / (System.nanoTime() - began));
                        }));
            }
        }
        long done = 0;
        double perSecond = 0;
        for (Future<Load> one : each) {
            done += one.get().done();
            perSecond += one.get().perSecond();
        }
        return new Load(done, perSecond);
    }
}
