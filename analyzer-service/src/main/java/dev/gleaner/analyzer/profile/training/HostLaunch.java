package dev.gleaner.analyzer.profile.training;

import java.util.Comparator;

/**
 * As what a host was launched, in the provider's terms; all texts are empty if it is not known.
 *
 * @param market {@code spot}, {@code scheduled}; empty for on demand
 */
public record HostLaunch(String type, String market, String platform, String tenancy)
        implements Comparable<HostLaunch> {

    /** Nothing is known. */
    public static final HostLaunch UNKNOWN = new HostLaunch("", "", "", "");

    private static final Comparator<HostLaunch> ORDER = Comparator.comparing(HostLaunch::type)
            .thenComparing(HostLaunch::market)
            .thenComparing(HostLaunch::platform)
            .thenComparing(HostLaunch::tenancy);

    /** Whether the type is known, and with it all the rest. */
    public boolean isKnown() {
        return !type.isEmpty();
    }

    /** Any total order; what is known comes after what is not. */
    @Override
    public int compareTo(HostLaunch other) {
        return ORDER.compare(this, other);
    }
}
