package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.finding.Episode;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.store.StateStore;
import dev.gleaner.contracts.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps what was said of each resource by each rule: written through, with the most recently used ones decoded at hand, as
 * each hour of a resource asks for all of its rules. Not thread-safe.
 */
final class EpisodeStore {

    private final StateStore stateStore;
    private final Map<String, Episode> cache;

    /** Keeps at most that many episodes decoded. */
    EpisodeStore(StateStore stateStore, int cached) {
        this.stateStore = stateStore;
        this.cache = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Episode> eldest) {
                return size() > cached;
            }
        };
    }

    Episode get(Key question) {
        return cache.computeIfAbsent(key(question), this::read);
    }

    void put(Key question, Episode episode) {
        String key = key(question);
        if (!episode.equals(cache.put(key, episode))) {
            stateStore.put(key, episode.equals(Episode.NONE) ? null : Json.bytes(episode));
        }
    }

    private Episode read(String key) {
        byte[] row = stateStore.get(key);
        return row == null ? Episode.NONE : Json.read(row, Episode.class);
    }

    private static String key(Key question) {
        return question.resource() + "\n" + question.rule().name();
    }

    /** A resource, and a rule that is asked about it. */
    record Key(String resource, Rule<?> rule) {}
}
