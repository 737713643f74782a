package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.finding.Episode;
import dev.gleaner.analyzer.store.StateStore;
import dev.gleaner.contracts.Json;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stores an episode for each resource and rule. Writes go through to the store; the most recently used episodes are cached
 * decoded, as each hour of a resource reads those of all its rules. Not thread-safe.
 */
final class EpisodeStore {

    /** Episodes that are kept decoded. A resource without a finding has none. */
    private static final int CACHED = 2_000;

    private static final char SEPARATOR = '\n';

    private final StateStore stateStore;
    private final Map<String, Episode> cache;
    private @Nullable Set<String> resources;

    EpisodeStore(StateStore stateStore) {
        this.stateStore = stateStore;
        this.cache = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Episode> eldest) {
                return size() > CACHED;
            }
        };
    }

    /** Whether there is any episode of a resource. Most have none, which is known without reading the store. */
    boolean hasAny(String resource) {
        return resources().contains(resource);
    }

    Episode get(Key key) {
        return cache.computeIfAbsent(key(key), this::read);
    }

    void put(Key key, Episode episode) {
        String storeKey = key(key);
        if (!episode.equals(cache.put(storeKey, episode))) {
            stateStore.put(storeKey, episode.equals(Episode.NONE) ? null : Json.bytes(episode));
            resources().add(key.resource());
        }
    }

    private Set<String> resources() {
        Set<String> known = resources;
        if (known == null) {
            Set<String> stored = new HashSet<>();
            stateStore.scan("", (key, row) -> stored.add(key.substring(0, key.indexOf(SEPARATOR))));
            known = stored;
            resources = stored;
        }
        return known;
    }

    private Episode read(String key) {
        byte[] row = stateStore.get(key);
        return row == null ? Episode.NONE : Json.read(row, Episode.class);
    }

    private static String key(Key key) {
        return key.resource() + SEPARATOR + key.rule();
    }

    /** A resource, and the name of a rule that is evaluated for it. */
    record Key(String resource, String rule) {}
}
