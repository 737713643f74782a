package dev.gleaner.actuator.ledger;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ledger in the form in which it is shown.
 *
 * @param entries the newest first
 */
public record LedgerReport(Totals totals, List<Line> entries) {

    /**
     * One entry in the form in which it is shown.
     *
     * @param action id of the action
     * @param since when AWS showed that the action had taken effect
     * @param through time up to which it was observed to be in force
     * @param endedAt when its effect ended; absent while no end is known
     * @param basis source of the price
     * @param measures savings after 1, 7 and 30 days
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
     * Savings of all actions, in the first 30 days of each.
     *
     * @param promised saving if each action stayed in force for its 30 days; of several actions on one target the larger
     * @param measured saving for the time in which the actions were observed to be in force
     * @param clawedBack promised saving that was lost because the target was started or restored
     * @param unpriced number of entries without a known price, which add nothing
     * @param ownMonthly cost of Gleaner itself, USD per month; absent when it is not configured
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
