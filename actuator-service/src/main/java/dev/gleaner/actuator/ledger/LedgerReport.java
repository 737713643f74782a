package dev.gleaner.actuator.ledger;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ledger as it is shown.
 *
 * @param entries the newest first
 */
public record LedgerReport(Totals totals, List<Line> entries) {

    /**
     * An entry as it is shown.
     *
     * @param action id of the action
     * @param since when AWS showed that it was done
     * @param through up to when it was seen in force
     * @param endedAt when it ceased; absent while it is in force
     * @param basis of the price
     * @param measures after 1, 7 and 30 days
     */
    public record Line(
            String action,
            String target,
            Instant since,
            Instant through,
            @Nullable Instant endedAt,
            @Nullable String endReason,
            String basis,
            List<SavingsComparison> measures) {

        static Line of(LedgerEntry entry) {
            return new Line(
                    entry.actionId(),
                    entry.target(),
                    entry.since(),
                    entry.through(),
                    entry.endedAt().orElse(null),
                    entry.endReason().orElse(null),
                    entry.basis(),
                    SavingsComparison.DAYS.stream()
                            .map(days -> SavingsComparison.of(entry.span(), days))
                            .toList());
        }
    }

    /**
     * What all actions together came to, in the first 30 days of each.
     *
     * @param promised had each stayed in force for its 30 days; of several on one target the larger
     * @param measured for the time in which they were seen in force
     * @param clawedBack promised, and lost since somebody started or restored it
     * @param unpriced entries that promise something of which no price is known: they add nothing
     * @param ownMonthly what Gleaner itself costs, USD per month; absent when nobody said it
     */
    public record Totals(
            DollarEstimate promised,
            DollarEstimate measured,
            DollarEstimate clawedBack,
            long unpriced,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            BigDecimal ownMonthly) {

        static Totals of(Collection<SavingsPeriod> spans, Optional<BigDecimal> ownMonthly) {
            DollarEstimate promised = NonOverlappingTotal.sum(
                    spans.stream().map(SavingsPeriod::assumeFullPeriod).toList());
            DollarEstimate possible = NonOverlappingTotal.sum(spans.stream()
                    .map(savingsPeriod -> savingsPeriod.ended() ? savingsPeriod : savingsPeriod.assumeFullPeriod())
                    .toList());
            return new Totals(
                    promised.inCents(),
                    NonOverlappingTotal.sum(spans).inCents(),
                    promised.inCents().minus(possible.inCents()),
                    spans.stream()
                            .filter(savingsPeriod -> savingsPeriod.rate().isEmpty())
                            .count(),
                    ownMonthly.orElse(null));
        }
    }
}
