package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.finding.Episode;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.store.Shelf;
import dev.gleaner.contracts.json.Json;
import java.util.HashMap;
import java.util.Map;

/** Keeps what was said of each resource by each rule. */
record EpisodeShelf(Shelf shelf) {

    Episode get(String resource, Rule rule) {
        byte[] row = shelf.get(key(resource, rule));
        return row == null ? Episode.NONE : Json.read(row, Episode.class);
    }

    void put(String resource, Rule rule, Episode episode) {
        shelf.put(key(resource, rule), episode.equals(Episode.NONE) ? null : Json.bytes(episode));
    }

    void delete(String resource) {
        Map<String, byte[]> rows = new HashMap<>();
        shelf.scan(resource + "\n", rows::put);
        rows.keySet().forEach(key -> shelf.put(key, null));
    }

    private static String key(String resource, Rule rule) {
        return resource + "\n" + rule.name();
    }
}
