package dev.gleaner.benchmarks.flood;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What the actuator holds: what of its heap is needed at some moments, and what it takes of the machine all the while. */
final class Memory implements AutoCloseable {

    private static final long EVERY_MILLIS = 200;

    private final Actuator actuator;
    private final Map<String, Long> live = new LinkedHashMap<>();
    private final AtomicLong peak = new AtomicLong();
    private final ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor();

    Memory(Actuator actuator) {
        this.actuator = actuator;
        // It is not asked how it goes: an actuator that is gone ends the flood elsewhere.
        ScheduledFuture<?> unused = sampler.scheduleAtFixedRate(
                () -> peak.accumulateAndGet(actuator.residentMegabytes(), Math::max),
                0,
                EVERY_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** Looks now, after a collection, which stops the actuator for a moment. */
    void look(String moment) throws IOException {
        long megabytes = actuator.liveMegabytes();
        live.put(moment, megabytes);
        System.out.printf("  %-28s %5d MB live, %5d MB resident%n", moment, megabytes, actuator.residentMegabytes());
    }

    /** By how much more was needed at the worst moment than at the first, MB. */
    long growth() {
        long first = live.values().iterator().next();
        return live.values().stream().mapToLong(Long::longValue).max().orElse(first) - first;
    }

    long peakResident() {
        return peak.get();
    }

    @Override
    public void close() {
        sampler.shutdownNow();
    }
}
