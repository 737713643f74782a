package dev.gleaner.analyzer.profile.listed;

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
public record Reads(Map<String, Flow> byRegion, Flow home, Flow unknown) {

    /** By the region of the reader; the empty one is not known. */
    static Reads of(Map<String, Flow> flows, String home) {
        TreeMap<String, Flow> elsewhere = new TreeMap<>(flows);
        Flow own = elsewhere.remove(home);
        Flow unknown = elsewhere.remove("");
        return new Reads(elsewhere, own == null ? Flow.NONE : own, unknown == null ? Flow.NONE : unknown);
    }

    /** From all other regions and the internet. */
    public Flow elsewhere() {
        return byRegion.values().stream().reduce(Flow.NONE, Flow::plus);
    }

    /** The other regions that read. */
    public Set<String> regions() {
        Set<String> regions = new TreeSet<>(byRegion.keySet());
        regions.remove(Lane.INTERNET);
        return regions;
    }
}
