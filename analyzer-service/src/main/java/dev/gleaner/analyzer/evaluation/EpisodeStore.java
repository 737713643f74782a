package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.finding.Episode;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.store.StateStore;
import dev.gleaner.contracts.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Stores an episode for each resource and rule. Writes go through to the store; the most recently used episodes are cached
 * decoded, as each hour of a resource reads those of all its rules. Not thread-safe.
 */
final class EpisodeStore {

    private final StateStore stateStore;
    private final Map<String, Episode> cache;

    /** Keeps at most {@code cached} episodes decoded. */
    EpisodeStore(StateStore stateStore, int cached) {
        this.stateStore = stateStore;
        this.cache = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Episode> eldest) {
                return size() > cached;
            }
        };
    }

    Episode get(Key key) {
        return cache.computeIfAbsent(key(key), this::read);
    }

    void put(Key key, Episode episode) {
        String storeKey = key(key);
        if (!episode.equals(cache.put(storeKey, episode))) {
            stateStore.put(storeKey, episode.equals(Episode.NONE) ? null : Json.bytes(episode));
        }
    }

    private Episode read(String key) {
        byte[] row = stateStore.get(key);
        return row == null ? Episode.NONE : Json.read(row, Episode.class);
    }

    private static String key(Key key) {
        return key.resource() + "\n" + key.rule().name();
    }

    /** A resource, and a rule that is evaluated for it. */
    record Key(String resource, Rule<?> rule) {}
}
