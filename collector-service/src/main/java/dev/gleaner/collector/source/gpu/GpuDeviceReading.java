package dev.gleaner.collector.source.gpu;

import dev.gleaner.contracts.signal.proto.CardSample;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * One reading of one GPU.
 *
 * @param line number in the file or body, from 0
 * @param gpu UUID, or if it was not requested the bus id or index
 * @param sample values with the time of the reading
 */
public record GpuDeviceReading(
        long line, String gpu, String name, Optional<Boolean> mig, Optional<Boolean> persistence, CardSample sample) {

    /** A process needs more GPU memory than this; drivers use less themselves. */
    private static final long CONTEXT_BYTES = 64L << 20;

    public Instant time() {
        return Instant.ofEpochMilli(sample.getTime());
    }

    /** Start of the minute. */
    public Instant minute() {
        return time().truncatedTo(ChronoUnit.MINUTES);
    }

    public GpuDeviceReading withProcesses(int processes) {
        return with(sample.toBuilder().setProcesses(processes).build());
    }

    /** Whether it shows load although persistence mode is off and no process is visible. */
    public boolean reportsLoadWithoutProcess() {
        boolean held = sample.getProcesses() > 0 || sample.getMemoryUsed() >= CONTEXT_BYTES;
        return sample.getUtilization() > 0 && !persistence.orElse(true) && !held;
    }

    /** A copy without the values that loading the driver distorts. */
    public GpuDeviceReading withoutUse() {
        return with(sample.toBuilder()
                .clearUtilization()
                .clearPowerDraw()
                .clearSmClock()
                .build());
    }

    private GpuDeviceReading with(CardSample changed) {
        return new GpuDeviceReading(line, gpu, name, mig, persistence, changed);
    }

    /**
     * A line that could not be read.
     *
     * @param number in its file or body, from 0
     */
    public record BadLine(long number, String text, String reason) {}
}
