package dev.gleaner.collector.source.inventory.report;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Histograms of the prefixes of a bucket, of so many at most: those whose names come first, as where keys are listed. All others
 * are one. Which they are does not depend on the order in which keys come, as a prefix that had to go never comes back.
 */
final class Histograms {

    /** All prefixes beyond the limit; no prefix has that name. */
    static final String OTHERS = "*";

    private final int limit;
    private final TreeMap<String, Histogram> byPrefix = new TreeMap<>();
    private final Histogram others = new Histogram();
    private boolean over;
    private String last = "";
    private @Nullable Histogram ofLast;

    Histograms(int limit) {
        this.limit = Math.max(1, limit);
    }

    /** Where objects of a key are counted. */
    Histogram of(String key) {
        Histogram known = ofLast;
        // Neighbours mostly lie together.
        if (known != null && !last.isEmpty() && key.startsWith(last)) {
            return known;
        }
        String prefix = key.substring(0, key.indexOf('/') + 1);
        Histogram found = found(prefix);
        last = prefix;
        ofLast = found;
        return found;
    }

    /** All of them, by prefix; nothing is counted afterwards. */
    void forEach(BiConsumer<String, Histogram> consumer) {
        byPrefix.forEach(consumer);
        if (over) {
            consumer.accept(OTHERS, others);
        }
    }

    private Histogram found(String prefix) {
        Histogram known = byPrefix.get(prefix);
        if (known != null) {
            return known;
        }
        if (byPrefix.size() == limit && prefix.compareTo(byPrefix.lastKey()) > 0) {
            over = true;
            return others;
        }
        Histogram added = new Histogram();
        byPrefix.put(prefix, added);
        if (byPrefix.size() > limit) {
            Map.Entry<String, Histogram> gone = byPrefix.pollLastEntry();
            others.addAll(gone.getValue());
            over = true;
        }
        return added;
    }
}
