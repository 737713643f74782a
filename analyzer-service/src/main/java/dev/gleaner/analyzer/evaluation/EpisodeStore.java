package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.finding.Episode;
import dev.gleaner.analyzer.store.StateStore;
import dev.gleaner.contracts.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stores an episode for each resource and rule. Writes go through to the store; the most recently used episodes are cached
 * decoded, as each hour of a resource reads those of all its rules. Not thread-safe.
 */
public final class EpisodeStore {

    /** Episodes that are kept decoded. */
    private static final int CACHED = 2_000;

    private static final char SEPARATOR = '\n';

    private final StateStore stateStore;
    private final Map<String, Episode> cache;
    private @Nullable Map<String, Set<String>> rules;

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
    public boolean hasAny(String resource) {
        return rules().containsKey(resource);
    }

    public Episode get(Key key) {
        return rules().getOrDefault(key.resource(), Set.of()).contains(key.rule())
                ? cache.computeIfAbsent(key(key), storeKey -> read(stateStore, storeKey))
                : Episode.NONE;
    }

    void put(Key key, Episode episode) {
        if (episode.equals(get(key))) {
            return;
        }
        String storeKey = key(key);
        if (episode.equals(Episode.NONE)) {
            stateStore.put(storeKey, null);
            cache.remove(storeKey);
            remove(key);
        } else {
            stateStore.put(storeKey, Json.bytes(episode));
            cache.put(storeKey, episode);
            rules().computeIfAbsent(key.resource(), resource -> new HashSet<>()).add(key.rule());
        }
    }

    private void remove(Key key) {
        rules().computeIfPresent(key.resource(), (resource, known) -> {
            known.remove(key.rule());
            return known.isEmpty() ? null : known;
        });
    }

    /** The rules that have an episode, by resource. */
    private Map<String, Set<String>> rules() {
        Map<String, Set<String>> known = rules;
        if (known == null) {
            Map<String, Set<String>> stored = new HashMap<>();
            stateStore.scan("", (key, row) -> {
                int end = key.indexOf(SEPARATOR);
                stored.computeIfAbsent(key.substring(0, end), resource -> new HashSet<>())
                        .add(key.substring(end + 1));
            });
            known = stored;
            rules = stored;
        }
        return known;
    }

    /** The episode in a store; for a single one, as this class reads the keys of all episodes first. */
    static Episode read(StateStore stateStore, Key key) {
        return read(stateStore, key(key));
    }

    private static Episode read(StateStore stateStore, String key) {
        byte[] row = stateStore.get(key);
        return row == null ? Episode.NONE : Json.read(row, Episode.class);
    }

    private static String key(Key key) {
        return key.resource() + SEPARATOR + key.rule();
    }

    /** A resource, and the name of a rule that is evaluated for it. */
    public record Key(String resource, String rule) {}
}
