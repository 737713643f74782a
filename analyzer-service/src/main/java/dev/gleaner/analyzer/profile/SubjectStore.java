package dev.gleaner.analyzer.profile;

import dev.gleaner.analyzer.store.PartitionStores;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The subjects of one kind in one partition: written through to their shelves, with the most recently used ones decoded at
 * hand. Not thread-safe.
 */
public final class SubjectStore<T extends EvaluationSubject> {

    private final SubjectMapper<T> form;
    private final PartitionStores partitionStores;
    private final Map<String, T> cache;

    /** Keeps at most that many decoded. */
    public SubjectStore(SubjectMapper<T> form, PartitionStores partitionStores, int cached) {
        this.form = form;
        this.partitionStores = partitionStores;
        this.cache = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
                return size() > cached;
            }
        };
    }

    /** What is known under a key, an empty one when nothing is. */
    public T of(String key) {
        return find(key).orElseGet(() -> {
            T blank = form.blank(key);
            cache.put(key, blank);
            return blank;
        });
    }

    /** What is known under a key. */
    public Optional<T> find(String key) {
        T cached = cache.get(key);
        if (cached != null) {
            return Optional.of(cached);
        }
        Optional<T> stored =
                Optional.ofNullable(partitionStores.profiles().get(key)).map(this::decode);
        stored.ifPresent(subject -> cache.put(key, subject));
        return stored;
    }

    /** Hands out all of them without what was measured and what happened lately. */
    public void forEachHeader(Consumer<T> subjects) {
        partitionStores.profiles().scan("", (key, row) -> {
            if (form.owns(key)) {
                subjects.accept(form.header(row));
            }
        });
    }

    /** Writes what changed. */
    public void save(T subject) {
        form.save(subject, partitionStores);
    }

    /** Forgets one whose measurements are gone already. */
    public void delete(T subject) {
        partitionStores.profiles().put(subject.key(), null);
        cache.remove(subject.key());
    }

    private T decode(byte[] header) {
        T subject = form.header(header);
        form.load(subject, partitionStores);
        return subject;
    }
}
