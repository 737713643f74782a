package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.history.CounterKey;
import dev.gleaner.analyzer.profile.history.CounterSum;
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
public record PrefixReads(Map<String, CounterSum> byRegion, CounterSum home, CounterSum unknown) {

    /** By the region of the reader; the empty one is not known. */
    static PrefixReads of(Map<String, CounterSum> flows, String home) {
        TreeMap<String, CounterSum> elsewhere = new TreeMap<>(flows);
        CounterSum own = elsewhere.remove(home);
        CounterSum unknown = elsewhere.remove("");
        return new PrefixReads(
                elsewhere, own == null ? CounterSum.NONE : own, unknown == null ? CounterSum.NONE : unknown);
    }

    /** From all other regions and the internet. */
    public CounterSum elsewhere() {
        return byRegion.values().stream().reduce(CounterSum.NONE, CounterSum::plus);
    }

    /** The other regions that read. */
    public Set<String> regions() {
        Set<String> regions = new TreeSet<>(byRegion.keySet());
        regions.remove(CounterKey.INTERNET);
        return regions;
    }
}
