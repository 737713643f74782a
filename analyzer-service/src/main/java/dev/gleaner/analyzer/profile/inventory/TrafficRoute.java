package dev.gleaner.analyzer.profile.inventory;

import java.util.Comparator;

/**
 * A way that bytes go.
 *
 * @param part of the resource: a prefix, or a NAT gateway; of a flow the class of the end that sent
 * @param region at the other end; {@link #INTERNET} outside of the provider, empty where it is not known; of a flow the class
 *     of the end that received
 */
public record TrafficRoute(String part, String region) implements Comparable<TrafficRoute> {

    /** All parts beyond the limit; no prefix or gateway has that name. */
    public static final String OTHER = "*";

    /** Where addresses outside of the provider are. */
    public static final String INTERNET = "internet";

    private static final Comparator<TrafficRoute> ORDER =
            Comparator.comparing(TrafficRoute::part).thenComparing(TrafficRoute::region);

    /** Whether the other end is known. */
    public boolean isKnown() {
        return !region.isEmpty();
    }

    @Override
    public int compareTo(TrafficRoute other) {
        return ORDER.compare(this, other);
    }
}
