package dev.gleaner.analyzer.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** A sorted key-value store: a store of Kafka Streams, or a map in memory. */
public interface StateStore {

    /** The value of a key; null when there is none. */
    byte @Nullable [] get(String key);

    /** Sets a value; null removes it. */
    void put(String key, byte @Nullable [] value);

    /** Passes every row whose key has a prefix, in ascending order. The store must not be changed meanwhile. */
    void scan(String prefix, BiConsumer<String, byte[]> row);

    /**
     * Passes rows whose key has a prefix, in ascending order, until one returns false. The store must not be changed meanwhile.
     *
     * @param after the key after which they come; null for the first ones
     */
    void scan(String prefix, @Nullable String after, BiPredicate<String, byte[]> row);

    /**
     * The next rows whose key has a prefix, in ascending order.
     *
     * @param after the key after which they come; null for the first ones
     * @param limit largest number of rows, at least 1
     */
    default List<Row> next(String prefix, @Nullable String after, int limit) {
        List<Row> next = new ArrayList<>(limit);
        scan(prefix, after, (key, value) -> {
            next.add(new Row(key, value));
            return next.size() < limit;
        });
        return next;
    }

    /** A key and its value. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Row(String key, byte[] value) {}
}
