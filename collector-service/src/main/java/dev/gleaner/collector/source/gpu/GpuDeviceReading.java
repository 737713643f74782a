package dev.gleaner.collector.source.gpu;

import dev.gleaner.contracts.signal.proto.CardSample;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * One reading of one card.
 *
 * @param line its number in the file or body, from 0
 * @param gpu its UUID, or where none was asked for its bus id or index
 * @param sample with the reading's time
 */
public record GpuDeviceReading(
        long line, String gpu, String name, Optional<Boolean> mig, Optional<Boolean> persistence, CardSample sample) {

    /** A process needs more than this of a card's memory; drivers keep less for themselves. */
    private static final long CONTEXT_BYTES = 64L << 20;

    public Instant time() {
        return Instant.ofEpochMilli(sample.getTime());
    }

    /** The start of its minute. */
    public Instant minute() {
        return time().truncatedTo(ChronoUnit.MINUTES);
    }

    public GpuDeviceReading withProcesses(int processes) {
        return with(sample.toBuilder().setProcesses(processes).build());
    }

    /** Whether it says that the card works, while persistence mode is off and nobody is seen to hold the card. */
    public boolean reportsLoadWithoutProcess() {
        boolean held = sample.getProcesses() > 0 || sample.getMemoryUsed() >= CONTEXT_BYTES;
        return sample.getUtilization() > 0 && !persistence.orElse(true) && !held;
    }

    /** The same without what loading the driver falsifies. */
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
