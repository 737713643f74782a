package dev.gleaner.analyzer.store;

/**
 * Everything the analyzer keeps. The names of the stores are part of the names of their changelog topics.
 *
 * @param profiles resource: what is known of it for good
 * @param happenings resource, time: what happened to it in hours that are not final
 * @param hours resource, metric, hour: points of hours that may still change
 * @param days resource, metric, day: final hours
 * @param episodes resource, rule: what was last said of it
 * @param progress source, account, region: how far it is complete
 */
public record PartitionStores(
        StateStore profiles,
        StateStore happenings,
        StateStore hours,
        StateStore days,
        StateStore episodes,
        StateStore progress) {

    /** Stores in memory. */
    public static PartitionStores inMemory() {
        return new PartitionStores(
                new InMemoryStateStore(),
                new InMemoryStateStore(),
                new InMemoryStateStore(),
                new InMemoryStateStore(),
                new InMemoryStateStore(),
                new InMemoryStateStore());
    }
}
