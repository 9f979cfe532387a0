package praisonai.platform.service;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import praisonai.platform.problem.Problem;

/** Does several things at the same moment, each on a thread of its own. */
final class Together {
    private Together() {}

    /** The results, in the order of the tasks. A task that fails fails this. */
    static <T> List<T> call(List<Callable<T>> tasks) throws Exception {
        CyclicBarrier start = new CyclicBarrier(tasks.size());
        List<Future<T>> futures = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Callable<T> task : tasks) {
                futures.add(
                        threads.submit(() -> {
                            start.await();
                            return task.call();
                        }));
            }
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(future.get());
        }
        return results;
    }

    /** What came of each: "done", or the kind of problem. Anything but a problem fails this. */
    static List<String> run(List<Runnable> tasks) throws Exception {
        List<Callable<String>> told = new ArrayList<>();
        for (Runnable task : tasks) {
            told.add(() -> {
                try {
                    task.run();
                    return "done";
                } catch (Problem problem) {
                    return problem.getClass().getSimpleName();
                }
            });
        }
        return call(told);
    }
}
