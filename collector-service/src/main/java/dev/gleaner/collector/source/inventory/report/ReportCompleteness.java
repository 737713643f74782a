package dev.gleaner.collector.source.inventory.report;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Which reports say how far all of them are complete. */
final class ReportCompleteness {

    private ReportCompleteness() {}

    /**
     * The newest report of each inventory of which every row was told: the oldest of their times is that up to which everything
     * is known. Empty as long as there is an inventory without one.
     */
    static Optional<Collection<InventoryReport>> newest(
            List<InventoryReport> reports, Predicate<InventoryReport> whole) {
        Map<String, Optional<InventoryReport>> newest = new HashMap<>();
        for (InventoryReport report : reports) {
            Optional<InventoryReport> found = whole.test(report) ? Optional.of(report) : Optional.empty();
            newest.merge(report.inventory(), found, ReportCompleteness::later);
        }
        return !newest.isEmpty() && newest.values().stream().allMatch(Optional::isPresent)
                ? Optional.of(newest.values().stream().flatMap(Optional::stream).toList())
                : Optional.empty();
    }

    private static Optional<InventoryReport> later(Optional<InventoryReport> one, Optional<InventoryReport> other) {
        return one.isEmpty() || other.isEmpty()
                ? one.or(() -> other)
                : one.filter(report ->
                                Comparator.comparing(InventoryReport::place).compare(report, other.get()) > 0)
                        .or(() -> other);
    }
}
