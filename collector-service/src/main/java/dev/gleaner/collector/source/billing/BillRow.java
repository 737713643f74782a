package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.collector.source.billing.charge.ChargeAggregator;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What lines of a bill have in common except for their charge period and amounts.
 *
 * @param bills first day of the billing period
 * @param texts by column; absent ones are left out
 */
record BillRow(BillFormat format, LocalDate bills, Map<BillColumn, String> texts) {

    /** ARNs have at most 2048 characters; all other values are shorter. */
    private static final int LONGEST = 2048;

    /** The row of a line. */
    static BillRow of(BillFormat format, BillLine line) throws InvalidInputException {
        long start = line.time(BillColumn.BILL_START);
        if (start == BillLine.NO_TIME) {
            throw new InvalidInputException("no " + BillColumn.BILL_START.in(format));
        }
        if (start == BillLine.BAD_TIME) {
            throw new InvalidInputException(BillColumn.BILL_START.in(format) + " is no time");
        }
        Map<BillColumn, String> texts = new EnumMap<>(BillColumn.class);
        for (BillColumn column : BillColumn.values()) {
            if (column.kind() == BillColumn.Kind.TEXT && line.textId(column) != TextDictionary.ABSENT) {
                texts.put(column, line.text(column));
            }
        }
        return new BillRow(format, LocalDate.ofEpochDay(Math.floorDiv(start, ChargeAggregator.DAY)), texts);
    }

    /** The value of a column. */
    Optional<String> text(BillColumn column) {
        return Optional.ofNullable(texts.get(column));
    }

    /** The value of the first of several columns that has one. */
    String firstOf(BillColumn... columns) throws InvalidInputException {
        for (BillColumn column : columns) {
            if (texts.containsKey(column)) {
                return require(column);
            }
        }
        return "";
    }

    /** The value of a required column. */
    String require(BillColumn column) throws InvalidInputException {
        String value = text(column).orElseThrow(() -> new InvalidInputException("no " + name(column)));
        if (value.length() > LONGEST) {
            throw new InvalidInputException(name(column) + " has more than " + LONGEST + " characters");
        }
        return value;
    }

    /** The name of a column in the row's file. */
    String name(BillColumn column) {
        return column.in(format);
    }
}
