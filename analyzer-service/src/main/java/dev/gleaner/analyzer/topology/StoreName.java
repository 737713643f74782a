package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.analyzer.store.PrefixStateStore;
import dev.gleaner.analyzer.store.StateStore;
import java.util.Locale;
import java.util.function.Function;

/** The stores in Kafka Streams. */
public enum StoreName {
    /**
     * All rows of a partition but {@link #HOURS}: each store has a changelog topic, whose partitions add to what a transaction costs.
     */
    STATE,
    /** Hours of GPUs and transfers. */
    HOURS,
    /** Global: price key and valid-from to price, as in the topic. */
    PRICES,
    /** Global: resource, rule and start to exemption, as in the topic. */
    EXEMPTIONS;

    /** The stores of a partition. The prefixes of their rows are never changed. */
    public static PartitionStores open(Function<StoreName, StateStore> open) {
        StateStore state = open.apply(STATE);
        return new PartitionStores(
                new PrefixStateStore(state, "p"),
                new PrefixStateStore(state, "f"),
                open.apply(HOURS),
                new PrefixStateStore(state, "d"),
                new PrefixStateStore(state, "e"),
                new PrefixStateStore(state, "w"));
    }

    /**
     * Whether writes are kept until the transaction is committed, so that only the last one of a key is written. Each commit then
     * waits for the broker once for each task with such writes, one task after another, so that only rows that many signals of a
     * transaction change are worth it.
     */
    boolean isCached() {
        return this == HOURS;
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
