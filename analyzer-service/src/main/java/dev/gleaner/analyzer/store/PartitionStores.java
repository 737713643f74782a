package dev.gleaner.analyzer.store;

/**
 * The stores of a partition, with what their keys consist of.
 *
 * @param profiles resource: what is known of it finally
 * @param happenings resource, time: changes and listings of an instance in hours that are not final; of other resources, the
 *     facts in all listings
 * @param hours resource, hour: readings of the GPUs of an instance in an hour that was not moved to a day; of other resources,
 *     transfers in such an hour; resource, prefix, quarter: reads of a day that is not final
 * @param days resource: past hours of an instance, its GPUs; resource, day: final hours of GPUs, and of other resources;
 *     resource, prefix: repeated reads
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
