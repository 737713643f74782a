package dev.gleaner.collector.source.billing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.AllocationTag;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the tags of a bill, and keeps those by which cost is allocated, under the usual spelling of their keys. The others, such as names,
 * differ for almost every resource and serve nothing.
 */
final class BilledTagReader {

    private static final List<String> ALLOCATING = List.of("team", "project", "environment", "cost-center", "service");

    /** Before the keys that users chose: of FOCUS and CUR, and in the names of fields of CUR 2.0. */
    private static final List<String> PREFIXES = List.of("user:", "user_");

    /** What is longer is no value of a tag. Source: AWS General Reference, "Tagging your AWS resources". */
    private static final int LONGEST_VALUE = 256;

    /** Some exporters do not escape new lines in values. */
    private static final ObjectReader JSON = Json.mapper().reader().with(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS);

    private final Set<String> keys = new LinkedHashSet<>(ALLOCATING);

    /** Keeps tags with these keys, too. */
    BilledTagReader(Collection<String> more) {
        keys.addAll(more);
    }

    /** Whether a tag with this key in a bill allocates cost. */
    boolean isKept(String key) {
        Map<String, String> tag = Map.of(plain(key), "x");
        return keys.stream().anyMatch(wanted -> AllocationTag.isSet(tag, wanted));
    }

    /** The tags of a cell: a JSON object or nothing. */
    Result read(String cell) {
        if (cell.isEmpty() || cell.equals("{}")) {
            return new Result("", true);
        }
        try {
            JsonNode json = JSON.readTree(cell);
            if (!json.isObject()) {
                return new Result("", false);
            }
            Map<String, String> tags = new HashMap<>();
            json.properties()
                    .forEach(tag -> tags.put(
                            tag.getKey(),
                            tag.getValue().isNull() ? "" : tag.getValue().asText()));
            return new Result(kept(tags), true);
        } catch (JsonProcessingException e) {
            return new Result("", false);
        }
    }

    /** The tags as JSON with sorted keys; empty without any. A tag with different values under several spellings is none. */
    String kept(Map<String, String> tags) {
        Map<String, String> plain = new HashMap<>();
        // Sorted, so that of two equal keys the same one counts in any order.
        new TreeMap<>(tags).forEach((key, value) -> plain.put(plain(key), value));
        Map<String, String> kept = new TreeMap<>();
        for (String key : keys) {
            String value = AllocationTag.valueOf(plain, key);
            if (value != null && !value.isBlank() && value.length() <= LONGEST_VALUE) {
                kept.put(key, value);
            }
        }
        return kept.isEmpty() ? "" : new String(Json.bytes(kept), StandardCharsets.UTF_8);
    }

    private static String plain(String key) {
        return PREFIXES.stream()
                .filter(key::startsWith)
                .findFirst()
                .map(prefix -> key.substring(prefix.length()))
                .orElse(key);
    }

    /**
     * The tags of a cell.
     *
     * @param tags as of {@link #kept}
     * @param isReadable whether the cell is readable
     */
    record Result(String tags, boolean isReadable) {}
}
