package dev.gleaner.analyzer.rule.storage.schedule;

import dev.gleaner.analyzer.profile.prefix.BucketContents;
import dev.gleaner.analyzer.rule.storage.schedule.ScheduleComparison.Amount;
import dev.gleaner.contracts.signal.ObjectHistogramBins;
import dev.gleaner.contracts.signal.proto.StoredObjects;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Objects and bytes in the text of a remedy, rounded to two digits: a text that changed with each report would make each time a new
 * version of the finding, and approvals of the old one stale.
 */
public final class RoundedAmount {

    private static final MathContext DIGITS = new MathContext(2, RoundingMode.HALF_UP);
    private static final BigDecimal GIGABYTE = BigDecimal.valueOf(1_000_000_000);
    private static final BigDecimal BILLED_GIGABYTE = BigDecimal.valueOf(1L << 30);
    private static final int DECIMALS = 3;

    private RoundedAmount() {}

    /** {@code about 110000 objects of 1.1 GB}. */
    public static String text(Amount amount) {
        if (amount.objects() == 0) {
            return "no objects";
        }
        BigDecimal gigabytes = BigDecimal.valueOf(amount.bytes())
                .divide(GIGABYTE, DECIMALS, RoundingMode.HALF_UP)
                .round(DIGITS);
        return "about " + rounded(amount.objects()) + " objects of "
                + gigabytes.stripTrailingZeros().toPlainString() + " GB";
    }

    /**
     * {@code about 1.1}: what the bytes cost.
     *
     * @param price of a GB of 2^30 bytes
     */
    public static String dollars(Amount amount, BigDecimal price) {
        return "about "
                + BigDecimal.valueOf(amount.bytes())
                        .multiply(price)
                        .divide(BILLED_GIGABYTE, DECIMALS, RoundingMode.HALF_UP)
                        .round(DIGITS)
                        .stripTrailingZeros()
                        .toPlainString();
    }

    private static String rounded(long number) {
        return BigDecimal.valueOf(number).round(DIGITS).toPlainString();
    }

    /**
     * The objects below a prefix from an age on, as a report shows them; null if it shows none of the prefix. In an age step that the
     * age divides, all count.
     *
     * @param days an age at which they are reached
     */
    public static @Nullable Amount reached(BucketContents contents, String prefix, boolean ofNoncurrent, int days) {
        boolean isShown = false;
        Amount reached = new Amount(0, 0);
        for (var entry : contents.prefixes().entrySet()) {
            if (entry.getKey().startsWith(prefix)) {
                isShown = true;
                for (StoredObjects stored : entry.getValue().size().getStoredList()) {
                    reached = stored.getNoncurrent() == ofNoncurrent ? plus(reached, stored, days) : reached;
                }
            }
        }
        return isShown ? reached : null;
    }

    private static Amount plus(Amount sum, StoredObjects stored, int days) {
        List<Integer> limits = ObjectHistogramBins.ageSteps();
        Amount reached = sum;
        for (int cell = 0; cell < stored.getAgeDaysCount(); cell++) {
            if (limits.indexOf(stored.getAgeDays(cell)) >= ObjectHistogramBins.ageBinOf(days)) {
                reached = reached.plus(stored.getObjects(cell), stored.getBytes(cell));
            }
        }
        return reached;
    }
}
