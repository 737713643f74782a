package dev.gleaner.systemtests.flood;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Samples the memory of an actuator: the used heap after a full collection, and the resident memory of the process.
 */
final class MemorySampler implements AutoCloseable {

    /**
     * A sample.
     *
     * @param second since the first sample
     * @param live used heap after a full collection, in MB
     * @param resident memory of the process, in MB
     */
    record Sample(double second, long live, long resident) {}

    private static final long EVERY_SECONDS = 4;
    private static final int LINES = 16;

    private final FloodActuatorProcess actuator;
    private final long start = System.nanoTime();
    private final List<Sample> samples = new ArrayList<>();
    private int before;
    private final ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor();

    MemorySampler(FloodActuatorProcess actuator) {
        this.actuator = actuator;
        // Its result is not needed: if the actuator has ended, the flood fails elsewhere.
        ScheduledFuture<?> unused =
                sampler.scheduleWithFixedDelay(this::takeSample, 0, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void takeSample() {
        long resident = actuator.residentMegabytes();
        try {
            long live = actuator.liveMegabytes();
            synchronized (samples) {
                samples.add(new Sample((System.nanoTime() - start) / 1e9, live, resident));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Marks the last sample as the last one before the flood. */
    void markFloodStart() {
        synchronized (samples) {
            before = samples.size() - 1;
        }
    }

    /** The samples so far. */
    MemoryReport report() {
        synchronized (samples) {
            return new MemoryReport(samples, before, LINES);
        }
    }

    @Override
    public void close() {
        sampler.shutdownNow();
    }
}
