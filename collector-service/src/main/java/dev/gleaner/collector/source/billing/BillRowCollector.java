package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.source.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Takes the rows of one file. */
final class BillRowCollector {

    private final String file;
    private final ChargeAggregator sums;
    private final StatementReadReport report;
    private long count;

    BillRowCollector(String file, ChargeAggregator sums, StatementReadReport report) {
        this.file = file;
        this.sums = sums;
        this.report = report;
    }

    /** One that could be told from its neighbours. */
    void add(BillRow row) {
        count++;
        report.row();
        try {
            ChargeMapper.Result result = ChargeMapper.map(row, file);
            if (result instanceof ChargeMapper.Result.Counted counted) {
                sums.add(counted.charge());
            } else {
                report.skip(((ChargeMapper.Result.Skipped) result).reason());
            }
        } catch (InvalidInputException e) {
            report.bad(file, row, e.reason());
        } catch (IOException e) {
            // The disk's fault, not the file's.
            throw new UncheckedIOException(e);
        }
    }

    /** One whose values can't be told apart. */
    void addUnreadable(BillRow row, String reason) {
        count++;
        report.row();
        report.bad(file, row, reason);
    }

    /** How many there were so far. */
    long count() {
        return count;
    }
}
