package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.source.InvalidInputException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;

/** Tells of a row what is charged to whom. */
final class BillJudge {

    private static final Set<String> AWS = Set.of("AWS", "Amazon Web Services");

    private BillJudge() {}

    static Judged judge(BillRow row, String file) throws InvalidInputException {
        // AWS leaves it out at times, others do not.
        if (!AWS.contains(row.text(BillColumn.PROVIDER).orElse("AWS"))) {
            return new Judged.Skipped("other provider");
        }
        if (!row.needed(BillColumn.CURRENCY).equals("USD")) {
            return new Judged.Skipped("other currency");
        }
        return new Judged.Counted(new Charge(key(row), row.amount(), file, row.number()));
    }

    private static ChargeKey key(BillRow row) throws InvalidInputException {
        Instant from = row.time(BillColumn.FROM);
        Instant until = row.time(BillColumn.UNTIL);
        if (until.isBefore(from)) {
            throw new InvalidInputException("the period ends before it begins");
        }
        return new ChargeKey(
                bill(row),
                BilledResource.account(row),
                BilledResource.of(row).toString(),
                row.needed(BillColumn.SERVICE),
                row.needed(BillColumn.USAGE_TYPE),
                from.toEpochMilli(),
                until.toEpochMilli());
    }

    private static String bill(BillRow row) throws InvalidInputException {
        Instant start = row.time(BillColumn.BILL_START);
        return row.needed(BillColumn.PAYER) + " " + start.atZone(ZoneOffset.UTC).toLocalDate();
    }
}
