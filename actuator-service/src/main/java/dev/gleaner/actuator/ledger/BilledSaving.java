package dev.gleaner.actuator.ledger;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an action saved by the bill: for each day the mean charge of the same weekday before it, less the charge of the day, in USD.
 * It is negative where the resource costs more than before.
 *
 * @param days number of days (UTC) that count for this action
 * @param parts saving of each of these days that is billed, times {@link #PARTS}
 * @param measured saving in USD by time in force and price, on the billed days; empty without a price or without such a day
 * @param usageTypes how the charges changed by usage type, the largest change first
 * @param payer account of the bill; empty if no bill has a charge of the resource
 * @param reason why there is no amount, or why it is not final or not what was measured, for a person
 */
public record BilledSaving(
        State state,
        int days,
        SortedMap<LocalDate, BigDecimal> parts,
        Optional<BigDecimal> measured,
        List<UsageTypeChange> usageTypes,
        Optional<String> payer,
        Optional<String> reason) {

    /**
     * Parts of a USD in which savings are exact: the mean of up to four days is in twelfths, and a price by the month is divided by the
     * days of a month, of which there are 28 (4 times 7), 29, 30 (2 times 3 times 5) or 31.
     */
    static final long PARTS = 12L * 4 * 7 * 29 * 3 * 5 * 31;

    /** How far the bill confirms a saving. */
    public enum State {
        /** The bill of the days is not final, or there is nothing to compare with. */
        ESTIMATED,
        /** The bill is final. */
        BILLED,
        /** The bill is final and differs from what was measured. */
        DISPUTED;

        /** Name in JSON. */
        @JsonValue
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Charges of a usage type on the billed days, in USD, rounded to cents.
     *
     * @param before what they would have been by the weekdays before the action
     * @param after what they were
     * @param difference before less after
     */
    public record UsageTypeChange(
            String service,
            String usageType,
            @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal before,
            @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal after,
            @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal difference) {}

    /** There is no amount, for this reason. */
    static BilledSaving absent(int days, String reason) {
        return new BilledSaving(
                State.ESTIMATED,
                days,
                new TreeMap<>(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.of(reason));
    }

    /** Whether the bill is final, so that the amount does not change any more. */
    public boolean isFinal() {
        return state != State.ESTIMATED;
    }

    /** The saving in USD on the billed days, rounded down to cents; empty if no day is billed. */
    public Optional<BigDecimal> usd() {
        return sum(List.of(this));
    }

    /** The savings of several actions, rounded down once; empty if none has an amount. */
    public static Optional<BigDecimal> sum(Collection<BilledSaving> savings) {
        return savings.stream()
                .flatMap(saving -> saving.parts.values().stream())
                .reduce(BigDecimal::add)
                .map(BilledSaving::cents);
    }

    /** The saving in USD by month, in cents that add up to {@link #usd()}. */
    public SortedMap<YearMonth, BigDecimal> byMonth() {
        SortedMap<YearMonth, BigDecimal> sums = new TreeMap<>();
        parts.forEach((day, amount) -> sums.merge(YearMonth.from(day), amount, BigDecimal::add));
        SortedMap<YearMonth, BigDecimal> months = new TreeMap<>();
        BigDecimal exact = BigDecimal.ZERO;
        BigDecimal before = BigDecimal.ZERO.setScale(2);
        for (var month : sums.entrySet()) {
            exact = exact.add(month.getValue());
            BigDecimal through = cents(exact);
            months.put(month.getKey(), through.subtract(before));
            before = through;
        }
        return months;
    }

    /** Downwards also below zero, so that the sum never exceeds the fall of the bill. */
    private static BigDecimal cents(BigDecimal parts) {
        return parts.divide(BigDecimal.valueOf(PARTS), 2, RoundingMode.FLOOR);
    }
}
