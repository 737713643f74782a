package dev.gleaner.systemtests.flood;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * What the actuator holds, all the while: what of its heap is needed, which takes a collection of all of it each time, and
 * what the process takes of the machine.
 */
final class MemorySampler implements AutoCloseable {

    /**
     * One look.
     *
     * @param second since the first look
     * @param live MB of the heap after a collection
     * @param resident MB
     */
    record Sample(double second, long live, long resident) {}

    private static final long EVERY_SECONDS = 4;
    private static final int LINES = 16;

    private final FloodActuatorProcess actuator;
    private final long start = System.nanoTime();
    private final List<Sample> looks = new ArrayList<>();
    private int before;
    private final ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor();

    MemorySampler(FloodActuatorProcess actuator) {
        this.actuator = actuator;
        // It is not asked how it goes: an actuator that is gone ends the flood elsewhere.
        ScheduledFuture<?> unused =
                sampler.scheduleWithFixedDelay(this::takeSample, 0, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void takeSample() {
        long resident = actuator.residentMegabytes();
        try {
            long live = actuator.liveMegabytes();
            synchronized (looks) {
                looks.add(new Sample((System.nanoTime() - start) / 1e9, live, resident));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The flood comes now. */
    void markFloodStart() {
        synchronized (looks) {
            before = looks.size() - 1;
        }
    }

    /** What was seen. */
    MemoryReport report() {
        synchronized (looks) {
            return new MemoryReport(looks, before, LINES);
        }
    }

    @Override
    public void close() {
        sampler.shutdownNow();
    }
}
