package dev.gleaner.benchmarks.analyzer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gleaner.analyzer.store.InMemoryStateStore;
import dev.gleaner.analyzer.store.StateStore;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** A store in memory that counts its rows, and the records that a changelog would receive. */
final class CountingStateStore implements StateStore {

    private final InMemoryStateStore rows = new InMemoryStateStore();
    private final Map<String, Integer> changed = new HashMap<>();

    /** All rows: keys and values. */
    Volume stored() {
        Counter counter = new Counter();
        rows.scan("", (key, value) -> counter.add(key, value.length));
        return counter.volume();
    }

    /** The last change of each key since the previous call, as a changelog receives it when it is committed now. */
    Volume takeChanges() {
        Counter counter = new Counter();
        changed.forEach(counter::add);
        changed.clear();
        return counter.volume();
    }

    @Override
    public byte @Nullable [] get(String key) {
        return rows.get(key);
    }

    @Override
    public void put(String key, byte @Nullable [] value) {
        rows.put(key, value);
        changed.put(key, value == null ? 0 : value.length);
    }

    @Override
    public void scan(String prefix, BiConsumer<String, byte[]> row) {
        rows.scan(prefix, row);
    }

    @Override
    public void scan(String prefix, @Nullable String after, BiPredicate<String, byte[]> row) {
        rows.scan(prefix, after, row);
    }

    /** Rows, and the bytes of their keys and values. */
    record Volume(long rows, long bytes) {

        static final Volume NONE = new Volume(0, 0);

        Volume plus(Volume other) {
            return new Volume(rows + other.rows, bytes + other.bytes);
        }
    }

    private static final class Counter {

        private long rows;
        private long bytes;

        void add(String key, int length) {
            rows++;
            bytes += key.getBytes(UTF_8).length + length;
        }

        Volume volume() {
            return new Volume(rows, bytes);
        }
    }
}
