package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.collector.source.FileDeadLetterCollector;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;

/**
 * What a report came to.
 *
 * @param signals none where it can't be used
 * @param rows of any kind, the unreadable ones too
 * @param usable whether every file of it could be read
 */
record Reading(List<Signal> signals, long rows, boolean usable, FileDeadLetterCollector faults) {

    /** Whether every row of it is in the signals. */
    boolean isWhole() {
        return usable && faults.bad() == 0;
    }
}
