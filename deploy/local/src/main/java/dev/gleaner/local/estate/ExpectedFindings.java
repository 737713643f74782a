package dev.gleaner.local.estate;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What has to be found, by rule, as names: of an instance, a VPC, a bucket, or a bucket and a prefix of it
 * ({@code models/weights/}).
 *
 * @param open findings that stand open at the estate's end
 * @param insufficient resources of which too little is known to judge them
 */
public record ExpectedFindings(Map<String, List<String>> open, Map<String, List<String>> insufficient) {

    public ExpectedFindings {
        open = sorted(open);
        insufficient = sorted(insufficient);
    }

    /** Of an estate where nothing has to be found. */
    public static ExpectedFindings nothing() {
        return new ExpectedFindings(Map.of(), Map.of());
    }

    /** What is left of it when only these subjects are seen; a rule that finds nothing any more is left out. */
    ExpectedFindings restrictedTo(Predicate<String> seen) {
        return new ExpectedFindings(only(open, seen), only(insufficient, seen));
    }

    private static Map<String, List<String>> only(Map<String, List<String>> names, Predicate<String> seen) {
        Map<String, List<String>> left = new TreeMap<>();
        names.forEach((rule, list) -> {
            List<String> kept = list.stream().filter(seen).toList();
            if (list.isEmpty() || !kept.isEmpty()) {
                left.put(rule, kept);
            }
        });
        return left;
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
