package dev.gleaner.collector.source.gpu;

import dev.gleaner.contracts.signal.CardSample;
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

    Instant time() {
        return Instant.ofEpochMilli(sample.getTime());
    }

    /** The start of its minute. */
    Instant minute() {
        return time().truncatedTo(ChronoUnit.MINUTES);
    }

    CardReading withProcesses(int processes) {
        return new CardReading(
                line,
                card,
                name,
                mig,
                persistence,
                sample.toBuilder().setProcesses(processes).build());
    }
}
