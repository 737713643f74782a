package dev.gleaner.collector.source.flowlog;

import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes the rows of one file. */
final class FlowRows {

    private final FlowJudge judge;
    private final FlowGathering gathered;
    private final FlowSums sums = new FlowSums();
    private @Nullable Bad bad;
    private int badOnes;
    private long count;

    FlowRows(FlowJudge judge, FlowGathering gathered) {
        this.judge = judge;
        this.gathered = gathered;
    }

    void take(FlowRow row) {
        count++;
        gathered.row();
        try {
            Judged judged = judge.judge(row);
            if (judged instanceof Judged.Counted counted) {
                sums.add(row, counted);
            } else {
                gathered.skip(((Judged.Skipped) judged).reason());
            }
        } catch (InvalidInputException e) {
            badOnes++;
            bad = bad == null ? new Bad(row.number(), e.reason()) : bad;
        }
    }

    /** How many there were so far. */
    long count() {
        return count;
    }

    /** The first row that could not be read. */
    Optional<Bad> bad() {
        return Optional.ofNullable(bad);
    }

    /** How many could not be read. */
    int badOnes() {
        return badOnes;
    }

    List<Signal> signals(FileOrigin origin) {
        return sums.signals(origin);
    }

    /** A row that can't be read. */
    record Bad(long number, String reason) {}
}
