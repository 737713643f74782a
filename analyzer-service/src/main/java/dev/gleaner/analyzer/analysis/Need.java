package dev.gleaner.analyzer.analysis;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the rules about instances need to know completely before they judge an hour. */
enum Need {
    METRICS("metric-stream", "get-metric-data"),
    INVENTORY("inventory");

    private final Set<String> sources;

    Need(String... sources) {
        this.sources = Set.of(sources);
    }

    /** What a source serves; null for one that rules use but do not wait for. */
    static @Nullable Need served(String source) {
        for (Need need : values()) {
            if (need.sources.contains(source)) {
                return need;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
