package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.store.StateStore;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** A store of Kafka Streams. One that was opened for reading can't be changed. */
public final class KafkaStateStore implements StateStore {

    private final ReadOnlyKeyValueStore<String, byte[]> store;

    /** For reading, and for writing if the store allows it. */
    public KafkaStateStore(ReadOnlyKeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    @Override
    public byte @Nullable [] get(String key) {
        return store.get(key);
    }

    @Override
    public void put(String key, byte @Nullable [] value) {
        if (!(store instanceof KeyValueStore<String, byte[]> writable)) {
            throw new UnsupportedOperationException("this store was opened for reading");
        }
        if (value == null) {
            writable.delete(key);
        } else {
            writable.put(key, value);
        }
    }

    @Override
    public void scan(String prefix, BiConsumer<String, byte[]> row) {
        try (KeyValueIterator<String, byte[]> rows =
                prefix.isEmpty() ? store.all() : store.prefixScan(prefix, new StringSerializer())) {
            while (rows.hasNext()) {
                KeyValue<String, byte[]> next = rows.next();
                row.accept(next.key, next.value);
            }
        }
    }

    @Override
    public void scan(String prefix, @Nullable String after, BiPredicate<String, byte[]> row) {
        try (KeyValueIterator<String, byte[]> rows =
                store.range(after == null ? prefix : after, prefix + Character.MAX_VALUE)) {
            boolean goesOn = true;
            while (goesOn && rows.hasNext()) {
                KeyValue<String, byte[]> next = rows.next();
                // The range includes its first key.
                goesOn = next.key.equals(after) || row.test(next.key, next.value);
            }
        }
    }
}
