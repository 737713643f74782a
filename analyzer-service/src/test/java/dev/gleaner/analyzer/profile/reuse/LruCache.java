package dev.gleaner.analyzer.profile.reuse;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** A cache as it is written in a library, which holds objects in the size of their largest read: what curves have to predict. */
final class LruCache {

    private final long capacity;
    private final boolean byBytes;
    private final LinkedHashMap<Long, Long> objects = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Long, Long> sizes = new HashMap<>();
    private long used;
    private long hits;
    private long bytesHit;

    private LruCache(long capacity, boolean byBytes) {
        this.capacity = capacity;
        this.byBytes = byBytes;
    }

    static LruCache ofObjects(long capacity) {
        return new LruCache(capacity, false);
    }

    static LruCache ofBytes(long capacity) {
        return new LruCache(capacity, true);
    }

    void read(long key, long bytes) {
        Long before = objects.get(key);
        if (before != null) {
            hits++;
            bytesHit += bytes;
        }
        long size = sizes.merge(key, bytes, Math::max);
        objects.put(key, size);
        used += weight(size) - (before == null ? 0 : weight(before));
        for (Iterator<Map.Entry<Long, Long>> oldest = objects.entrySet().iterator(); used > capacity; ) {
            used -= weight(oldest.next().getValue());
            oldest.remove();
        }
    }

    private long weight(long size) {
        return byBytes ? size : 1;
    }

    long hits() {
        return hits;
    }

    long bytesHit() {
        return bytesHit;
    }
}
