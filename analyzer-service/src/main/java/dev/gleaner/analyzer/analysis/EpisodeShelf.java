package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.finding.Episode;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.store.Shelf;
import dev.gleaner.contracts.json.Json;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps what was said of each resource by each rule: written through, with the most recently used ones decoded at hand, as
 * each hour of a resource asks for all of its rules. Not thread-safe.
 */
final class EpisodeShelf {

    private final Shelf shelf;
    private final Map<String, Episode> cache;

    /** Keeps at most that many episodes decoded. */
    EpisodeShelf(Shelf shelf, int cached) {
        this.shelf = shelf;
        this.cache = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Episode> eldest) {
                return size() > cached;
            }
        };
    }

    Episode get(String resource, Rule rule) {
        return cache.computeIfAbsent(key(resource, rule), this::read);
    }

    void put(String resource, Rule rule, Episode episode) {
        String key = key(resource, rule);
        if (!episode.equals(cache.put(key, episode))) {
            shelf.put(key, episode.equals(Episode.NONE) ? null : Json.bytes(episode));
        }
    }

    void delete(String resource) {
        Map<String, byte[]> rows = new HashMap<>();
        shelf.scan(resource + "\n", rows::put);
        rows.keySet().forEach(key -> {
            shelf.put(key, null);
            cache.remove(key);
        });
    }

    private Episode read(String key) {
        byte[] row = shelf.get(key);
        return row == null ? Episode.NONE : Json.read(row, Episode.class);
    }

    private static String key(String resource, Rule rule) {
        return resource + "\n" + rule.name();
    }
}
