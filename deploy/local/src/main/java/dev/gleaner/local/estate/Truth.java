package dev.gleaner.local.estate;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What has to be found, by rule, as logical names.
 *
 * @param open findings that stand open at the estate's end
 * @param insufficient resources of which too little is known to judge them
 */
public record Truth(Map<String, List<String>> open, Map<String, List<String>> insufficient) {

    public Truth {
        open = sorted(open);
        insufficient = sorted(insufficient);
    }

    /** Of an estate where nothing has to be found. */
    public static Truth nothing() {
        return new Truth(Map.of(), Map.of());
    }

    private static Map<String, List<String>> sorted(Map<String, List<String>> names) {
        Map<String, List<String>> sorted = new TreeMap<>();
        if (names != null) {
            names.forEach(
                    (rule, list) -> sorted.put(rule, list.stream().sorted().toList()));
        }
        return sorted;
    }
}
