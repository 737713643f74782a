package dev.gleaner.analyzer.profile.inventory;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was read of a prefix in some hours.
 *
 * @param byRegion from other regions than the bucket's, and from the internet
 * @param home from the bucket's own region
 * @param unknown from where it is not known
 */
public record PrefixReads(Map<String, TrafficVolume> byRegion, TrafficVolume home, TrafficVolume unknown) {

    /** By the region of the reader; the empty one is not known. */
    static PrefixReads of(Map<String, TrafficVolume> flows, String home) {
        TreeMap<String, TrafficVolume> elsewhere = new TreeMap<>(flows);
        TrafficVolume own = elsewhere.remove(home);
        TrafficVolume unknown = elsewhere.remove("");
        return new PrefixReads(
                elsewhere, own == null ? TrafficVolume.NONE : own, unknown == null ? TrafficVolume.NONE : unknown);
    }

    /** From all other regions and the internet. */
    public TrafficVolume elsewhere() {
        return byRegion.values().stream().reduce(TrafficVolume.NONE, TrafficVolume::plus);
    }

    /** The other regions that read. */
    public Set<String> regions() {
        Set<String> regions = new TreeSet<>(byRegion.keySet());
        regions.remove(TrafficRoute.INTERNET);
        return regions;
    }
}
