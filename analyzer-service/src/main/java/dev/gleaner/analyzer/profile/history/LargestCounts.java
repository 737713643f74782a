package dev.gleaner.analyzer.profile.history;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The names with the largest counts; of equal counts the first names, so that the same is kept at each evaluation. */
public final class LargestCounts {

    private static final Comparator<Map.Entry<String, Long>> ORDER = Map.Entry.<String, Long>comparingByValue(
                    Comparator.reverseOrder())
            .thenComparing(Map.Entry.comparingByKey());

    private LargestCounts() {}

    /** At most so many, the largest first. */
    public static List<Map.Entry<String, Long>> of(Map<String, Long> counts, int most) {
        return counts.entrySet().stream().sorted(ORDER).limit(most).toList();
    }
}
