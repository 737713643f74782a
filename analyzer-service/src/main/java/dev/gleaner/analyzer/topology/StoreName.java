package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.analyzer.store.PrefixStateStore;
import dev.gleaner.analyzer.store.StateStore;
import java.util.List;
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
    /** Parts and sums of the spend, of the processor that adds them up. */
    SPEND,
    /** Global: price key and valid-from to price, as in the topic. */
    PRICES,
    /** Global: resource, rule and start to exemption, as in the topic. */
    EXEMPTIONS;

    /** The stores of a partition of the signals. */
    static final List<StoreName> OF_SIGNALS = List.of(STATE, HOURS);

    private static final String BILLS = "b";

    /** The rows of a partition about bills. */
    static StateStore openBills(Function<StoreName, StateStore> open) {
        return new PrefixStateStore(open.apply(STATE), BILLS);
    }

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

    /** Name in Kafka Streams, which is part of the name of the changelog topic. */
    public String storeName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
