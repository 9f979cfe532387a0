package praisonai.platform.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The processors' time that this process and some others have used. Unlike a rate, it hardly
 * depends on what else the machine has to do.
 */
record CpuTime(Duration own, Map<Long, Duration> others) {
    /**
     * @param pids the other processes
     */
    static CpuTime now(Collection<Long> pids) {
        Map<Long, Duration> others = new HashMap<>();
        for (long pid : pids) {
            ProcessHandle.of(pid)
                    .flatMap(process -> process.info().totalCpuDuration())
                    .ifPresent(used -> others.put(pid, used));
        }
        OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new CpuTime(Duration.ofNanos(system.getProcessCpuTime()), others);
    }

    /** What was used since {@code before}, by processes that were there at both times. */
    Duration since(CpuTime before) {
        Duration used = own.minus(before.own);
        for (Map.Entry<Long, Duration> other : others.entrySet()) {
            Duration then = before.others.get(other.getKey());
            if (then != null) {
                used = used.plus(other.getValue().minus(then));
            }
        }
        return used;
    }
}
