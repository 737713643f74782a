package dev.gleaner.analyzer.store;

import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A store in memory, which is lost with the process. */
public final class InMemoryStateStore implements StateStore {

    private final TreeMap<String, byte[]> rows = new TreeMap<>();

    @Override
    public byte @Nullable [] get(String key) {
        return rows.get(key);
    }

    @Override
    public void put(String key, byte @Nullable [] value) {
        if (value == null) {
            rows.remove(key);
        } else {
            rows.put(key, value);
        }
    }

    @Override
    public void scan(String prefix, BiConsumer<String, byte[]> row) {
        rows.subMap(prefix, prefix + Character.MAX_VALUE).forEach(row);
    }
}
