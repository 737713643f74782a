package dev.gleaner.actuator.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Adds up what several actions saved. A target costs its price once, so where two of its actions are in force at the same
 * time only the larger saving counts: never more than the bill.
 */
final class Union {

    private Union() {}

    /** The sum over all targets; spans without a price add nothing. */
    static Dollars of(Collection<Span> spans) {
        Map<String, List<Span>> byTarget =
                spans.stream().filter(span -> span.rate().isPresent()).collect(Collectors.groupingBy(Span::target));
        return byTarget.values().stream().map(Union::ofTarget).reduce(Dollars.NONE, Dollars::plus);
    }

    private static Dollars ofTarget(List<Span> spans) {
        TreeSet<Instant> borders = new TreeSet<>();
        spans.forEach(span -> {
            borders.add(span.since());
            borders.add(span.through());
        });
        Dollars sum = Dollars.NONE;
        Instant from = borders.first();
        for (Instant to : borders.tailSet(from, false)) {
            sum = sum.plus(largest(spans, from, to).during(Duration.between(from, to)));
            from = to;
        }
        return sum;
    }

    private static Rate largest(List<Span> spans, Instant from, Instant to) {
        return spans.stream()
                .filter(span -> !span.since().isAfter(from) && !span.through().isBefore(to))
                .flatMap(span -> span.rate().stream())
                .reduce(Rate.ZERO, Rate::orLarger);
    }
}
