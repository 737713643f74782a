package dev.gleaner.collector.source.cloudwatch.query;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A stretch of time that is asked for; its end is not part of it. */
record QueryWindow(Instant from, Instant until) {

    /** How many periods it holds, those that it cuts included. */
    long periods(Duration period) {
        return Math.max(1, (Duration.between(from, until).toMillis() + period.toMillis() - 1) / period.toMillis());
    }

    /** Those that are asked for from the same time on together; those that need nothing are left out. */
    static <T> SortedMap<Instant, List<T>> group(List<T> all, Function<T, Instant> from, Instant until) {
        Map<Instant, List<T>> groups = all.stream().collect(Collectors.groupingBy(from));
        SortedMap<Instant, List<T>> sorted = new TreeMap<>(groups);
        sorted.keySet().removeIf(start -> !start.isBefore(until));
        return sorted;
    }

    /** The last start of a period that is not after this time. */
    static Instant startOfPeriod(Instant time, Duration period) {
        long millis = period.toMillis();
        return Instant.ofEpochMilli(Math.floorDiv(time.toEpochMilli(), millis) * millis);
    }
}
