package dev.gleaner.analyzer.store;

/**
 * The stores of a partition, with what their keys consist of.
 *
 * @param profiles resource: what is known of it finally
 * @param happenings resource, time: changes and listings of an instance in hours that are not final; of other resources, the
 *     facts in all listings
 * @param hours resource, metric, hour: points of hours that are not final; of other resources, transfers in such an hour
 * @param days resource, metric, day: final hours; of other resources, all final hours of the day
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
