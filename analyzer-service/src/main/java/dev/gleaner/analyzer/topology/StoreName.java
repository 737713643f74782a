package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.analyzer.store.StateStore;
import java.util.Locale;
import java.util.function.Function;

/** The stores; {@link PartitionStores} describes their content. */
public enum StoreName {
    PROFILES,
    HAPPENINGS,
    HOURS,
    DAYS,
    EPISODES,
    PROGRESS,
    /** Global: price key and valid-from to price, as in the topic. */
    PRICES,
    /** Global: resource, rule and start to exemption, as in the topic. */
    EXEMPTIONS;

    /** The stores of a partition, each opened by its name. */
    public static PartitionStores open(Function<StoreName, StateStore> open) {
        return new PartitionStores(
                open.apply(PROFILES),
                open.apply(HAPPENINGS),
                open.apply(HOURS),
                open.apply(DAYS),
                open.apply(EPISODES),
                open.apply(PROGRESS));
    }

    /**
     * Whether writes are kept until the transaction is committed, so that only the last one of a key is written. Profiles and what
     * happened to a resource are written once for each signal, and two signals of a resource are rarely in one transaction: there
     * the cache of Kafka Streams costs more than the writes that it saves.
     */
    boolean isCached() {
        return this != PROFILES && this != HAPPENINGS;
    }

    /** Whether it holds a whole topic instead of data of one partition. */
    boolean isGlobal() {
        return this == PRICES || this == EXEMPTIONS;
    }

    /** Name in Kafka Streams, which is part of the name of the changelog topic. */
    public String storeName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
