package dev.gleaner.analyzer.profile;

import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.analyzer.store.StateStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The subjects of one kind in one partition. Writes go through to the stores; the most recently used subjects are cached decoded.
 * Not thread-safe.
 */
public final class SubjectStore<T extends EvaluationSubject> {

    private final SubjectMapper<T> mapper;
    private final PartitionStores partitionStores;
    private final Map<String, T> cache;

    /** Keeps at most {@code cached} subjects decoded. */
    public SubjectStore(SubjectMapper<T> mapper, PartitionStores partitionStores, int cached) {
        this.mapper = mapper;
        this.partitionStores = partitionStores;
        this.cache = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
                return size() > cached;
            }
        };
    }

    /** The subject of a key, a blank one when there is none. */
    public T of(String key) {
        return find(key).orElseGet(() -> {
            T blank = mapper.blank(key);
            cache.put(key, blank);
            return blank;
        });
    }

    /** The subject of a key; empty when there is none. */
    public Optional<T> find(String key) {
        T cached = cache.get(key);
        if (cached != null) {
            return Optional.of(cached);
        }
        Optional<T> stored =
                Optional.ofNullable(partitionStores.profiles().get(key)).map(row -> decode(key, row));
        stored.ifPresent(subject -> cache.put(key, subject));
        return stored;
    }

    /** The next rows of subjects whose key has a prefix, see {@link StateStore#next}. */
    public List<StateStore.Row> next(String prefix, @Nullable String after, int limit) {
        return partitionStores.profiles().next(prefix, after, limit);
    }

    /** The subject of a row. */
    public T of(StateStore.Row row) {
        T cached = cache.get(row.key());
        return cached != null ? cached : decode(row.key(), row.value());
    }

    /** Writes what changed. */
    public void save(T subject) {
        mapper.save(subject, partitionStores);
    }

    /** Removes a subject of which nothing is known any more. */
    public void delete(T subject) {
        mapper.delete(subject, partitionStores);
        cache.remove(subject.key());
    }

    private T decode(String key, byte[] header) {
        T subject = mapper.header(key, header, partitionStores);
        mapper.load(subject, partitionStores);
        return subject;
    }
}
