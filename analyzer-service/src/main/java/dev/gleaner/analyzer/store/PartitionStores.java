package dev.gleaner.analyzer.store;

/**
 * The stores of a partition, with what their keys consist of.
 *
 * @param profiles resource: what is known of it finally
 * @param happenings resource, time: its changes and listings in hours that are not final
 * @param hours resource, metric, hour: points of hours that are not final
 * @param days resource, metric, day: final hours
 * @param episodes resource, rule: the findings of the rule about the resource
 * @param progress source, account, region: the watermark of the source
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
