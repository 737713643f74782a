package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.source.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Collects the rows of one file. */
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

    /** Adds a row. */
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
            // The disk has failed, not the file.
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a row whose cells can't be separated. */
    void addUnreadable(BillRow row, String reason) {
        count++;
        report.row();
        report.bad(file, row, reason);
    }

    /** Number of rows so far. */
    long count() {
        return count;
    }
}
