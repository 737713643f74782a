package dev.gleaner.collector.source.gpu;

import dev.gleaner.contracts.signal.proto.CardSample;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * One reading of one card.
 *
 * @param line its number in the file or body, from 0
 * @param card its UUID, or where none was asked for its bus id or index
 * @param sample with the reading's time
 */
record CardReading(
        long line, String card, String name, Optional<Boolean> mig, Optional<Boolean> persistence, CardSample sample) {

    /** A process needs more than this of a card's memory; drivers keep less for themselves. */
    private static final long CONTEXT_BYTES = 64L << 20;

    Instant time() {
        return Instant.ofEpochMilli(sample.getTime());
    }

    /** The start of its minute. */
    Instant minute() {
        return time().truncatedTo(ChronoUnit.MINUTES);
    }

    CardReading withProcesses(int processes) {
        return with(sample.toBuilder().setProcesses(processes).build());
    }

    /** Whether it says that the card works, while persistence mode is off and nobody is seen to hold the card. */
    boolean saysWorkOfACardThatNobodyHolds() {
        boolean held = sample.getProcesses() > 0 || sample.getMemoryUsed() >= CONTEXT_BYTES;
        return sample.getUtilization() > 0 && !persistence.orElse(true) && !held;
    }

    /** The same without what loading the driver falsifies. */
    CardReading withoutUse() {
        return with(sample.toBuilder()
                .clearUtilization()
                .clearPowerDraw()
                .clearSmClock()
                .build());
    }

    private CardReading with(CardSample changed) {
        return new CardReading(line, card, name, mig, persistence, changed);
    }
}
