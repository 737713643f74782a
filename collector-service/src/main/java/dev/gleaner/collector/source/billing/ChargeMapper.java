package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.source.InvalidInputException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;

/** Maps a row to a charge. */
final class ChargeMapper {

    private static final Set<String> AWS = Set.of("AWS", "Amazon Web Services");

    private ChargeMapper() {}

    static Result map(BillRow row, String file) throws InvalidInputException {
        // AWS omits the column in some exports; others do not.
        if (!AWS.contains(row.text(BillRow.Column.PROVIDER).orElse("AWS"))) {
            return new Result.Skipped("other provider");
        }
        if (!row.require(BillRow.Column.CURRENCY).equals("USD")) {
            return new Result.Skipped("other currency");
        }
        return new Result.Counted(new BillCharge(key(row), row.amount(), file, row.number()));
    }

    private static BillCharge.Key key(BillRow row) throws InvalidInputException {
        Instant from = row.time(BillRow.Column.FROM);
        Instant until = row.time(BillRow.Column.UNTIL);
        if (until.isBefore(from)) {
            throw new InvalidInputException("the period ends before it begins");
        }
        return new BillCharge.Key(
                bill(row),
                BilledResourceMapper.account(row),
                BilledResourceMapper.map(row).toString(),
                row.require(BillRow.Column.SERVICE),
                row.require(BillRow.Column.USAGE_TYPE),
                from.toEpochMilli(),
                until.toEpochMilli());
    }

    private static String bill(BillRow row) throws InvalidInputException {
        Instant start = row.time(BillRow.Column.BILL_START);
        return row.require(BillRow.Column.PAYER) + " "
                + start.atZone(ZoneOffset.UTC).toLocalDate();
    }

    /** Result for a row. */
    sealed interface Result {

        /** A charge. */
        record Counted(BillCharge charge) implements Result {}

        /** A valid row that is not counted. */
        record Skipped(String reason) implements Result {}
    }
}
