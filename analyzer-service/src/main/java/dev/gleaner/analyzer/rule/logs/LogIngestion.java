package dev.gleaner.analyzer.rule.logs;

import dev.gleaner.analyzer.cost.BilledQuantity;
import dev.gleaner.analyzer.cost.ChargeSum;
import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.profile.history.CounterSum;
import dev.gleaner.analyzer.profile.inventory.LogGroupFacts;
import dev.gleaner.analyzer.profile.inventory.LogGroupSnapshot;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Saving;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Limits of the bytes that a log group takes in.
 *
 * @param minimum USD a month above which a log group of the class Standard is reported
 * @param hours whose bytes are extrapolated to a month
 * @param coverage share of these hours that need a value, 0 to 1
 */
public record LogIngestion(double minimum, int hours, double coverage) {

    static final String STANDARD = "STANDARD";

    private static final String INFREQUENT_ACCESS = "INFREQUENT_ACCESS";

    public LogIngestion {
        if (!(minimum >= 0)) {
            throw new IllegalArgumentException(
                    "the minimum of ingestion in log-retention is an amount of USD, and not " + minimum);
        }
        if (hours <= 0 || !(coverage > 0 && coverage <= 1)) {
            throw new IllegalArgumentException("ingestion in log-retention needs a window, and a part of it");
        }
    }

    /** The limits as configured. */
    public static LogIngestion of(LogRetentionConfig.Ingestion config) {
        return new LogIngestion(config.minimum(), RuleNumbers.hours(config.window()), config.coverage());
    }

    /** What a log group takes in. */
    Ingested of(LogGroupSnapshot input, LogGroupFacts group) {
        CounterSum volume = input.takenIn(hours);
        BilledQuantity billed = billed(group.logClass(), input.region(), volume.perMonth(hours));
        return new Ingested(
                this,
                input,
                group.logClass(),
                volume,
                billed,
                volume.hours() >= coverage * hours
                        ? BilledQuantity.cost(List.of(billed), input.prices())
                        : Optional.empty());
    }

    private static BilledQuantity billed(String logClass, String region, double bytes) {
        return BilledQuantity.of(
                LogRetention.LOGS,
                logClass.toLowerCase(Locale.ROOT).replace('_', '-'),
                region,
                "gb",
                BilledQuantity.gigabytes(Math.round(bytes)),
                "log ingestion GB");
    }

    /**
     * What a log group takes in, by CloudWatch.
     *
     * @param logClass {@code STANDARD}, {@code INFREQUENT_ACCESS}, ... as CloudWatch Logs names it
     * @param volume of the hours that have a value; no value is not zero bytes
     * @param billed a month of it at the price of its own class. Hours without a value count as nothing, so that it is a lower limit
     * @param cost USD a month; empty if it is not known, or its price is not
     */
    record Ingested(
            LogIngestion limits,
            LogGroupSnapshot input,
            String logClass,
            CounterSum volume,
            BilledQuantity billed,
            Optional<BigDecimal> cost) {

        /** Whether enough hours have a value. */
        boolean isKnown() {
            return volume.hours() >= limits.coverage * limits.hours;
        }

        /** Whether another class takes in the same events for less. */
        boolean isStandard() {
            return logClass.equals(STANDARD);
        }

        /** Share of the hours that have a value, 0 to 1. */
        double covered() {
            return (double) volume.hours() / limits.hours;
        }

        /** The same at the price of the class Infrequent Access. */
        private BilledQuantity inInfrequentAccess() {
            return LogIngestion.billed(INFREQUENT_ACCESS, input.region(), volume.perMonth(limits.hours));
        }

        /** How much larger it may be if hours without a value are like the others: 1 if there is none. */
        private BigDecimal greatest() {
            return BigDecimal.valueOf(limits.hours)
                    .divide(BigDecimal.valueOf(Math.max(1, volume.hours())), MathContext.DECIMAL64);
        }

        /**
         * What the events cost less in the class Infrequent Access. High: if hours without a value are like the others; otherwise they count
         * as nothing.
         */
        Saving saving(DatedPrices prices) {
            ChargeSum now = prices.sum(List.of(billed));
            ChargeSum then = prices.sum(List.of(inInfrequentAccess()));
            if (!now.isKnown() || !then.isKnown()) {
                return now.isKnown() ? then.unpriced() : now.unpriced();
            }
            BigDecimal saved = now.amount().subtract(then.amount());
            return Saving.priced(
                    saved,
                    saved,
                    saved.multiply(greatest()),
                    now.basis() + "; less the same in Infrequent Access, " + then.basis());
        }

        /** Whether it costs more than the limit, in a class from which events can be sent elsewhere for less. */
        boolean isFound() {
            return isStandard()
                    && cost.filter(amount -> amount.compareTo(BigDecimal.valueOf(limits.minimum)) > 0)
                            .isPresent();
        }

        /** The price without which it is not known whether it costs more than the limit; null if nothing is missing. */
        @Nullable
        String missingPrice() {
            return isStandard() && isKnown() && volume.bytes() > 0 && cost.isEmpty()
                    ? BilledQuantity.unknownPrices(List.of(billed), input.prices())
                            .get(0)
                    : null;
        }

        void addTo(List<Evidence> evidence) {
            double covered = RuleNumbers.to3(covered());
            if (!isKnown()) {
                evidence.add(new Evidence(
                        "hours whose ingestion is known, too few to tell of a month",
                        volume.hours(),
                        "hours",
                        limits.coverage * limits.hours,
                        limits.hours,
                        covered));
                return;
            }
            evidence.add(new Evidence(
                    "ingestion",
                    RuleNumbers.to3(billed.units().doubleValue()),
                    "GB a month",
                    null,
                    volume.hours(),
                    covered));
            cost.ifPresent(amount -> evidence.add(new Evidence(
                    "cost of ingestion",
                    RuleNumbers.to3(amount.doubleValue()),
                    "USD a month",
                    isStandard() ? limits.minimum : null,
                    volume.hours(),
                    covered)));
            if (isStandard()) {
                BilledQuantity.cost(List.of(inInfrequentAccess()), input.prices())
                        .ifPresent(amount -> evidence.add(new Evidence(
                                "cost of the same ingestion in Infrequent Access",
                                RuleNumbers.to3(amount.doubleValue()),
                                "USD a month",
                                null,
                                volume.hours(),
                                covered)));
            }
        }

        /** Why nothing is found in it; empty if it has no value at all. */
        String reason() {
            if (volume.hours() == 0 || !isStandard()) {
                return "";
            }
            return isKnown()
                    ? ", and its ingestion does not cost more than " + limits.minimum + " USD a month"
                    : ", and its ingestion is known in " + volume.hours() + " of " + limits.hours + " hours only";
        }
    }
}
