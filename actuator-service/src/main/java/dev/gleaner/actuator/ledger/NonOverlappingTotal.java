package dev.gleaner.actuator.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Adds up the savings of several actions. A target is paid for only once, so while two of its actions are in force only the
 * larger saving counts: the total never exceeds the bill.
 */
final class NonOverlappingTotal {

    private NonOverlappingTotal() {}

    /** The sum over all targets. Periods without a price add nothing. */
    static DollarEstimate sum(Collection<SavingsPeriod> spans) {
        Map<String, List<SavingsPeriod>> byTarget = spans.stream()
                .filter(savingsPeriod -> savingsPeriod.rate().isPresent())
                .collect(Collectors.groupingBy(SavingsPeriod::target));
        return byTarget.values().stream()
                .map(NonOverlappingTotal::ofTarget)
                .reduce(DollarEstimate.NONE, DollarEstimate::plus);
    }

    private static DollarEstimate ofTarget(List<SavingsPeriod> spans) {
        TreeSet<Instant> borders = new TreeSet<>();
        spans.forEach(savingsPeriod -> {
            borders.add(savingsPeriod.since());
            borders.add(savingsPeriod.through());
        });
        DollarEstimate sum = DollarEstimate.NONE;
        Instant from = borders.first();
        for (Instant to : borders.tailSet(from, false)) {
            sum = sum.plus(largest(spans, from, to).forDuration(Duration.between(from, to)));
            from = to;
        }
        return sum;
    }

    private static SavingsRate largest(List<SavingsPeriod> spans, Instant from, Instant to) {
        return spans.stream()
                .filter(savingsPeriod -> !savingsPeriod.since().isAfter(from)
                        && !savingsPeriod.through().isBefore(to))
                .flatMap(savingsPeriod -> savingsPeriod.rate().stream())
                .reduce(SavingsRate.ZERO, SavingsRate::orLarger);
    }
}
