package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.RepeatedTexts;
import dev.gleaner.analyzer.profile.RowBuffer;
import dev.gleaner.analyzer.profile.SortedTexts;
import java.util.Comparator;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * Where bytes come from and go to.
 *
 * @param part of the resource: a prefix, or a NAT gateway; of a flow the class of the sender
 * @param region at the other end; {@link #INTERNET} outside of AWS, empty if it is not known; of a flow the class of the
 *     receiver
 */
public record TrafficRoute(String part, String region) implements Comparable<TrafficRoute> {

    /** All parts beyond the limit; no prefix or gateway has that name. */
    public static final String OTHER = "*";

    /** Where addresses outside of the provider are. */
    public static final String INTERNET = "internet";

    private static final Comparator<TrafficRoute> ORDER =
            Comparator.comparing(TrafficRoute::part).thenComparing(TrafficRoute::region);

    /** Begins the region of a route that is no route but a metric of the part; no region or class begins like this. */
    private static final String METRIC = "metric ";

    /** Stands for a metric of bytes of a part. */
    static TrafficRoute ofMetric(String part, String metric) {
        return new TrafficRoute(part, METRIC + metric);
    }

    /** Whether it stands for a metric. */
    public boolean isMetric() {
        return region.startsWith(METRIC);
    }

    /** The name of the metric that it stands for. */
    String metric() {
        return region.substring(METRIC.length());
    }

    /** Whether the other end is known. */
    public boolean isKnown() {
        return !region.isEmpty();
    }

    /** What a map has of one part; everything if that is null. */
    static <V> NavigableMap<TrafficRoute, V> ofPart(NavigableMap<TrafficRoute, V> routes, @Nullable String part) {
        return part == null
                ? routes
                : routes.subMap(
                        new TrafficRoute(part, ""),
                        true,
                        new TrafficRoute(part, String.valueOf(Character.MAX_VALUE)),
                        false);
    }

    @Override
    public int compareTo(TrafficRoute other) {
        return ORDER.compare(this, other);
    }

    /** Writes, or reads, sorted routes of one row. */
    static final class Sequence {

        private final SortedTexts parts = new SortedTexts();
        private final RepeatedTexts regions = new RepeatedTexts();

        void put(RowBuffer row, TrafficRoute route) {
            parts.put(row, route.part);
            regions.put(row, route.region);
        }

        TrafficRoute get(RowBuffer row) {
            return new TrafficRoute(parts.get(row), regions.get(row));
        }
    }
}
