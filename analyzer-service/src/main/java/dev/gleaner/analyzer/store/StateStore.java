package dev.gleaner.analyzer.store;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Bytes in the order of their keys: what a store of Kafka Streams and a map in memory have in common. */
public interface StateStore {

    /** The value of a key; null when there is none. */
    byte @Nullable [] get(String key);

    /** Sets a value; null removes it. */
    void put(String key, byte @Nullable [] value);

    /** Hands out every key with that prefix, ascending. The shelf must not be changed meanwhile. */
    void scan(String prefix, BiConsumer<String, byte[]> row);
}
