package dev.gleaner.analyzer.profile.gpu;

import dev.gleaner.analyzer.store.PartitionStores;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The hours of the GPUs of an instance that were not moved to a day, by number. They stay encoded, except for those that change. A
 * single hour is read without the others.
 */
final class GpuHourRows {

    private static final byte[] NOT_WRITTEN = {};

    private final String prefix;

    /** Without the rows that are not read yet. */
    private final TreeMap<Long, byte[]> rows = new TreeMap<>();

    private final TreeMap<Long, OpenGpuHour> changed = new TreeMap<>();

    /** Hours that were decoded, as an evaluation by minutes reads the hour that a reading was just added to. */
    private final Map<Long, OpenGpuHour> decoded = new HashMap<>();

    private final Set<Long> removed = new HashSet<>();

    /** Null when all are read. */
    private @Nullable PartitionStores unread;

    /**
     * Of an instance.
     *
     * @param prefix of the keys, before the number of the hour
     * @param stored with its rows; null if it has none
     */
    GpuHourRows(String prefix, @Nullable PartitionStores stored) {
        this.prefix = prefix;
        this.unread = stored;
    }

    /** The numbers of all hours. */
    NavigableSet<Long> numbers() {
        PartitionStores stored = unread;
        if (stored != null) {
            stored.hours()
                    .scan(prefix, (key, row) -> rows.putIfAbsent(Long.parseLong(key.substring(prefix.length())), row));
            unread = null;
        }
        return rows.navigableKeySet();
    }

    /** An hour; a new one if there is none yet. It is written if {@link #put} is called after a change. */
    OpenGpuHour get(long number) {
        return decoded.computeIfAbsent(number, this::read);
    }

    private OpenGpuHour read(long number) {
        byte[] row = rows.get(number);
        if (row == null && unread != null) {
            row = unread.hours().get(prefix + number);
        }
        return row == null || row.length == 0 ? new OpenGpuHour() : OpenGpuHour.decode(row);
    }

    /** Sets an hour. */
    void put(long number, OpenGpuHour hour) {
        rows.putIfAbsent(number, NOT_WRITTEN);
        changed.put(number, hour);
        decoded.put(number, hour);
    }

    /** Removes hours. */
    void remove(Collection<Long> numbers) {
        removed.addAll(numbers);
        changed.keySet().removeAll(numbers);
        decoded.keySet().removeAll(numbers);
        rows.keySet().removeAll(numbers);
    }

    /** Writes what changed. */
    void save(PartitionStores stores) {
        removed.forEach(number -> stores.hours().put(prefix + number, null));
        removed.clear();
        changed.forEach((number, hour) -> {
            byte[] row = hour.encode();
            rows.put(number, row);
            stores.hours().put(prefix + number, row);
        });
        changed.clear();
    }
}
