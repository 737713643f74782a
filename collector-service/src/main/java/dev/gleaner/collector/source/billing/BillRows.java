package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.source.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Takes the rows of one file. */
final class BillRows {

    private final String file;
    private final ChargeSums sums;
    private final BillReport report;
    private long count;

    BillRows(String file, ChargeSums sums, BillReport report) {
        this.file = file;
        this.sums = sums;
        this.report = report;
    }

    /** One that could be told from its neighbours. */
    void take(BillRow row) {
        count++;
        report.row();
        try {
            Judged judged = BillJudge.judge(row, file);
            if (judged instanceof Judged.Counted counted) {
                sums.add(counted.charge());
            } else {
                report.skip(((Judged.Skipped) judged).reason());
            }
        } catch (InvalidInputException e) {
            report.bad(file, row, e.reason());
        } catch (IOException e) {
            // The disk's fault, not the file's.
            throw new UncheckedIOException(e);
        }
    }

    /** One whose values can't be told apart. */
    void bad(BillRow row, String reason) {
        count++;
        report.row();
        report.bad(file, row, reason);
    }

    /** How many there were so far. */
    long count() {
        return count;
    }
}
