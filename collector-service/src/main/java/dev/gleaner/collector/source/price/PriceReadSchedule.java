package dev.gleaner.collector.source.price;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** When a region is to be read: all of it at an interval, and types of instances that were not there before at once. */
final class PriceReadSchedule {

    /** How soon new types are asked for, and what failed is tried again. */
    private static final Duration POLL_INTERVAL = Duration.ofMinutes(10);

    private final Duration interval;
    private final Map<String, Instant> read = new HashMap<>();
    private final Map<String, Set<String>> known = new HashMap<>();

    PriceReadSchedule(Duration interval) {
        this.interval = interval;
    }

    /** How often to look whether something is due. */
    Duration pollInterval() {
        return interval.compareTo(POLL_INTERVAL) < 0 ? interval : POLL_INTERVAL;
    }

    /** Whether all of it is due. */
    boolean isDue(String region, Instant now) {
        Instant last = read.get(region);
        return last == null || !now.isBefore(last.plus(interval));
    }

    /** The types to ask for. */
    Set<String> types(String region, Set<String> inUse, Instant now) {
        Set<String> types = new TreeSet<>(inUse);
        if (!isDue(region, now)) {
            types.removeAll(known.getOrDefault(region, Set.of()));
        }
        return types;
    }

    /** All that was due has been read. */
    void markRead(String region, Set<String> inUse, Instant now) {
        if (isDue(region, now)) {
            read.put(region, now);
        }
        known.computeIfAbsent(region, key -> new HashSet<>()).addAll(inUse);
    }
}
