package dev.gleaner.analyzer.profile.history;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

    /** Adds the largest of those that are not kept yet, until that many names are kept. */
    public static void addWhatFits(Set<String> kept, Map<String, Long> candidates, int limit) {
        candidates.entrySet().stream()
                .filter(candidate -> !kept.contains(candidate.getKey()))
                .sorted(ORDER)
                .limit(Math.max(0, limit - kept.size()))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(kept::add);
    }
}
