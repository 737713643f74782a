package dev.gleaner.analyzer.store;

import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The rows of another store whose keys begin with a prefix, which their keys here are without.
 *
 * @param store may have other rows, whose keys do not begin with the prefix
 */
public record PrefixStateStore(StateStore store, String prefix) implements StateStore {

    @Override
    public byte @Nullable [] get(String key) {
        return store.get(prefix.concat(key));
    }

    @Override
    public void put(String key, byte @Nullable [] value) {
        store.put(prefix.concat(key), value);
    }

    @Override
    public void scan(String keyPrefix, BiConsumer<String, byte[]> row) {
        store.scan(prefix.concat(keyPrefix), (key, value) -> row.accept(key.substring(prefix.length()), value));
    }

    @Override
    public void scan(String keyPrefix, @Nullable String after, BiPredicate<String, byte[]> row) {
        store.scan(
                prefix.concat(keyPrefix),
                after == null ? null : prefix.concat(after),
                (key, value) -> row.test(key.substring(prefix.length()), value));
    }
}
