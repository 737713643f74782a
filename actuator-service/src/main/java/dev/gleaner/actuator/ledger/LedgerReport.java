package dev.gleaner.actuator.ledger;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.gleaner.actuator.format.CsvLines;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The ledger in the form in which it is shown.
 *
 * @param entries the newest first
 */
public record LedgerReport(Totals totals, List<Line> entries) {

    private static final CsvLines CSV = new CsvLines(
            "action",
            "name",
            "target",
            "account",
            "since",
            "through",
            "ended_at",
            "end_reason",
            "basis",
            "promised",
            "measured",
            "state",
            "billed",
            "measured_on_billed_days",
            "billed_days",
            "days",
            "reason");

    /**
     * One entry in the form in which it is shown.
     *
     * @param action id of the action
     * @param name {@code stop-instance}
     * @param account of the target; absent if it is not known
     * @param since when AWS showed that the action had taken effect
     * @param through time up to which it was observed to be in force
     * @param endedAt when its effect ended; absent while no end is known
     * @param basis source of the price
     * @param measures savings after 1, 7 and 30 days
     * @param bill what the bill says of the saving
     */
    public record Line(
            String action,
            String name,
            String target,
            @Nullable String account,
            Instant since,
            Instant through,
            @Nullable Instant endedAt,
            @Nullable String endReason,
            String basis,
            List<SavingsComparison> measures,
            BillVerdict bill) {

        static Line of(LedgerEntry entry, BilledEntry billed) {
            return new Line(
                    entry.actionId(),
                    billed.name(),
                    entry.target(),
                    billed.account().isEmpty() ? null : billed.account(),
                    entry.since(),
                    entry.through(),
                    entry.endedAt().orElse(null),
                    entry.endReason().orElse(null),
                    entry.basis(),
                    SavingsComparison.DAYS.stream()
                            .map(days -> SavingsComparison.of(entry.span(), days))
                            .toList(),
                    BillVerdict.of(billed.saving()));
        }

        private String toCsv() {
            SavingsComparison whole = measures.get(measures.size() - 1);
            return CSV.line(
                    action,
                    name,
                    target,
                    account,
                    since,
                    through,
                    endedAt,
                    endReason,
                    basis,
                    Optional.ofNullable(whole.promised())
                            .map(DollarEstimate::usd)
                            .orElse(null),
                    Optional.ofNullable(whole.measured())
                            .map(DollarEstimate::usd)
                            .orElse(null),
                    bill.state().id(),
                    bill.usd(),
                    bill.measured(),
                    bill.billedDays(),
                    bill.days(),
                    bill.reason());
        }
    }

    /**
     * What the bill says of a saving.
     *
     * @param usd by how much the bill fell on the billed days, in USD, negative if it rose; absent if there is nothing to compare. It is
     *     preliminary while the state is {@code estimated}
     * @param measured what was measured on the same days, in USD
     * @param days number of days that count for the action so far
     * @param billedDays number of these that are billed
     * @param usageTypes how the charges changed by usage type, the largest change first, at most five
     * @param reason why there is no amount, or why it is not final or not what was measured; absent if there is nothing to say
     */
    public record BillVerdict(
            BilledSaving.State state,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            BigDecimal usd,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            BigDecimal measured,

            int days,
            int billedDays,
            List<BilledSaving.UsageTypeChange> usageTypes,
            @Nullable String reason) {

        static BillVerdict of(BilledSaving saving) {
            return new BillVerdict(
                    saving.state(),
                    saving.usd().orElse(null),
                    saving.measured().orElse(null),
                    saving.days(),
                    saving.parts().size(),
                    saving.usageTypes(),
                    saving.reason().orElse(null));
        }
    }

    /**
     * Savings of all actions, in the first 30 days of each.
     *
     * @param promised saving if each action stayed in force for its 30 days; of several actions on one target the larger
     * @param measured saving for the time in which the actions were observed to be in force
     * @param clawedBack promised saving that was lost because the target was started or restored
     * @param unpriced number of entries without a known price, which add nothing
     * @param billed fall of the bill where it is final, disputed entries included; negative if it rose, absent if it is final for none
     * @param billedPreliminary fall of the bill so far where it is not final; absent if no day of such an entry is billed
     * @param disputed number of entries of which the bill differs from what was measured
     * @param ownMonthly cost of Gleaner's own calls of AWS, USD per month by the last 30 whole days; absent if they were not counted
     * @param ownCost cost of these calls on the days of {@code billed}; absent if they were not counted on all of them
     * @param net {@code billed} less {@code ownCost}; absent without one of them
     */
    public record Totals(
            DollarEstimate promised,
            DollarEstimate measured,
            DollarEstimate clawedBack,
            long unpriced,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            BigDecimal billed,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            BigDecimal billedPreliminary,

            long disputed,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            BigDecimal ownMonthly,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            BigDecimal ownCost,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            BigDecimal net) {

        static Totals of(
                Collection<SavingsPeriod> spans, Collection<BilledSaving> savings, OwnCostHistory ownCostHistory) {
            DollarEstimate promised = NonOverlappingTotal.sum(
                    spans.stream().map(SavingsPeriod::assumeFullPeriod).toList());
            DollarEstimate possible = NonOverlappingTotal.sum(spans.stream()
                    .map(savingsPeriod -> savingsPeriod.ended() ? savingsPeriod : savingsPeriod.assumeFullPeriod())
                    .toList());
            Map<Boolean, List<BilledSaving>> byFinality =
                    savings.stream().collect(Collectors.partitioningBy(BilledSaving::isFinal));
            List<BilledSaving> finals = Objects.requireNonNull(byFinality.get(true));
            Optional<BigDecimal> billed = BilledSaving.sum(finals);
            Optional<BigDecimal> ownCost = billed.flatMap(amount -> ownCostHistory.over(finals.stream()
                    .flatMap(saving -> saving.parts().keySet().stream())
                    .collect(Collectors.toCollection(TreeSet<LocalDate>::new))));
            return new Totals(
                    promised.inCents(),
                    NonOverlappingTotal.sum(spans).inCents(),
                    promised.inCents().minus(possible.inCents()),
                    spans.stream()
                            .filter(savingsPeriod -> savingsPeriod.rate().isEmpty())
                            .count(),
                    billed.orElse(null),
                    BilledSaving.sum(Objects.requireNonNull(byFinality.get(false)))
                            .orElse(null),
                    finals.stream()
                            .filter(saving -> saving.state() == BilledSaving.State.DISPUTED)
                            .count(),
                    ownCostHistory.monthly().orElse(null),
                    ownCost.orElse(null),
                    billed.flatMap(amount -> ownCost.map(amount::subtract)).orElse(null));
        }
    }

    /**
     * The report of these entries.
     *
     * @param billed by action
     */
    static LedgerReport of(List<LedgerEntry> entries, Map<String, BilledEntry> billed, OwnCostHistory ownCostHistory) {
        return new LedgerReport(
                Totals.of(
                        entries.stream().map(LedgerEntry::span).toList(),
                        billed.values().stream().map(BilledEntry::saving).toList(),
                        ownCostHistory),
                entries.stream()
                        .map(entry -> Line.of(entry, Objects.requireNonNull(billed.get(entry.actionId()))))
                        .toList());
    }

    /** One line for each entry; amounts are of its first 30 days. */
    public String toCsv() {
        return CSV.table(entries.stream().map(Line::toCsv).toList());
    }
}
