package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.source.billing.charge.ChargeAggregator;
import dev.gleaner.collector.source.billing.charge.ExactAmount;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Collects the lines of a statement, one file after the other. */
final class BillLineCollector {

    /** Kinds of lines, and characters of their texts, in memory; together they take some 150 MB. */
    private static final int KINDS = 200_000;

    private static final long CHARACTERS = 32_000_000;

    /** Lines between two looks at the characters in memory. */
    private static final int LOOK = 1 << 12;

    private final BillLine line = new BillLine();
    private final ExactAmount effective = new ExactAmount();
    private final ExactAmount quantity = new ExactAmount();
    private final ChargeAggregator charges;
    private final BilledTagReader tags;
    private final BillLineInterpreter kinds;
    private final StatementReadReport report;
    private String file = "";
    private BillFormat format = BillFormat.FOCUS;
    private long count;

    BillLineCollector(BilledTagReader tags, ChargeAggregator charges, StatementReadReport report) {
        this.tags = tags;
        this.charges = charges;
        this.kinds = new BillLineInterpreter(new ChargeMapper(tags), charges);
        this.report = report;
    }

    /** Begins a file. */
    void begin(String name) {
        file = name;
        count = 0;
    }

    /** States the format of the present file, before its first line. */
    void setFormat(BillFormat known) {
        format = known;
    }

    BilledTagReader tags() {
        return tags;
    }

    /** The present line, whose cells the reader of the file sets. */
    BillLine line() {
        return line;
    }

    /**
     * Adds the present line, and makes its cells absent.
     *
     * @param number of the line in the file, if the file has lines; otherwise 0
     * @return whether the numbers of texts mean nothing any more, because all were forgotten
     */
    boolean add(long number) {
        count(number);
        line.clear();
        count++;
        boolean full =
                charges.isFull() || kinds.size() >= KINDS || (count % LOOK == 0 && line.characters() >= CHARACTERS);
        if (full) {
            spill();
        }
        return full;
    }

    /** Adds a line whose cells can't be separated. */
    void addUnreadable(long number, String reason) {
        report.line();
        report.bad(file, count, place(number) + reason);
        line.clear();
        count++;
    }

    /** Number of lines of the present file so far. */
    long count() {
        return count;
    }

    private void count(long number) {
        report.line();
        BillLineInterpreter.Kind kind = kinds.of(format, line);
        ChargeMapper.Result.Counted charge = kind.charge();
        if (kind.skipped() != null) {
            report.skip(kind.skipped());
        } else if (kind.otherCurrency() != null) {
            report.skipOtherCurrency(kind.otherCurrency());
        } else if (charge == null) {
            report.bad(file, count, place(number) + kind.fault());
        } else {
            String fault = fault();
            if (!fault.isEmpty()) {
                report.bad(file, count, place(number) + fault);
            } else {
                sum(kind.identity(), charge);
                if (!charge.tagsReadable()) {
                    report.untagged();
                }
            }
        }
    }

    private void sum(int identity, ChargeMapper.Result.Counted charge) {
        charge.effective().determine(line, effective);
        if (charge.identity().unit().isEmpty()) {
            quantity.clear();
        } else {
            quantity.set(line.amount(charge.quantity()));
        }
        charges.add(
                identity,
                line.time(BillColumn.FROM),
                line.time(BillColumn.UNTIL),
                line.amount(BillColumn.BILLED),
                effective,
                line.amount(BillColumn.LIST),
                quantity);
    }

    /** What is wrong with the times and amounts of the line; empty if nothing is. */
    private String fault() {
        BillColumn invalid = line.firstInvalid();
        if (invalid != null) {
            return invalid.in(format) + (invalid.kind() == BillColumn.Kind.TIME ? " is no time" : " is no amount");
        }
        if (!line.amount(BillColumn.BILLED).isPresent()) {
            return "no " + BillColumn.BILLED.in(format);
        }
        if (line.time(BillColumn.FROM) == BillLine.NO_TIME) {
            return "no " + BillColumn.FROM.in(format);
        }
        if (line.time(BillColumn.UNTIL) == BillLine.NO_TIME) {
            return "no " + BillColumn.UNTIL.in(format);
        }
        return line.time(BillColumn.UNTIL) < line.time(BillColumn.FROM)
                ? BillColumn.UNTIL.in(format) + " is before " + BillColumn.FROM.in(format)
                : "";
    }

    private void spill() {
        try {
            charges.spill();
        } catch (IOException e) {
            // The disk has failed, not the file.
            throw new SpoolFailure(e);
        }
        kinds.clear();
        line.forget();
    }

    private String place(long number) {
        return (number > 0 ? "line " + number : "row " + count) + ": ";
    }

    /** The disk has failed on which charges are put aside. */
    static final class SpoolFailure extends UncheckedIOException {
        private static final long serialVersionUID = 1;

        SpoolFailure(IOException cause) {
            super("can't put charges aside", cause);
        }
    }
}
