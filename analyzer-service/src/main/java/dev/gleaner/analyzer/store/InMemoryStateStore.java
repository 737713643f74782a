package dev.gleaner.analyzer.store;

import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
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

    @Override
    public void scan(String prefix, @Nullable String after, BiPredicate<String, byte[]> row) {
        Iterator<Map.Entry<String, byte[]>> entries = rows.subMap(
                        after == null ? prefix : after, after == null, prefix + Character.MAX_VALUE, false)
                .entrySet()
                .iterator();
        boolean goesOn = true;
        while (goesOn && entries.hasNext()) {
            Map.Entry<String, byte[]> entry = entries.next();
            goesOn = row.test(entry.getKey(), entry.getValue());
        }
    }
}
