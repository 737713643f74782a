package dev.gleaner.analyzer.profile.inventory;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import dev.gleaner.analyzer.profile.Hour;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Since when every listing of a resource has shown it unused. Of an hour that may change only three times are kept, and of all
 * final hours a single one. Neither the order nor the repetition of listings matters: each of the three is a minimum or a
 * maximum.
 *
 * <p>If an hour has listings of both kinds, its first unused one after the last used one need not be among the three. The time is
 * then that of its last listing: less than an hour too late, never too early.
 */
final class UnusedRunHistory {

    private static final long NEVER = 0;

    private final TreeMap<Long, Listings> open = new TreeMap<>();

    /** At the end of the last final hour; null if it was used, gone or not listed then. */
    private @Nullable Long base;

    private boolean changed;

    /** Adds a listing; a deletion counts as use. */
    void add(long time, boolean inUse) {
        Listings listings = open.computeIfAbsent(Hour.knowing(time).number(), hour -> new Listings());
        changed |= inUse ? listings.addUsed(time) : listings.addUnused(time);
    }

    /**
     * The first listing of the uninterrupted run of listings up to the end of an hour that show it unused, epoch milliseconds;
     * null if the last one does not. The hour must not be before the last final one.
     */
    @Nullable
    Long unusedSince(Hour hour) {
        Long since = base;
        for (Listings listings : open.headMap(hour.number(), true).values()) {
            since = listings.since(since);
        }
        return since;
    }

    /** Reduces the listings of an hour and those before it to one time. */
    void close(Hour hour) {
        NavigableMap<Long, Listings> closed = open.headMap(hour.number(), true);
        if (!closed.isEmpty()) {
            base = unusedSince(hour);
            closed.clear();
            changed = true;
        }
    }

    /** Whether anything changed since the last call. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    void write(CodedOutputStream row) throws IOException {
        row.writeSInt64NoTag(base == null ? NEVER : base);
        row.writeUInt32NoTag(open.size());
        for (Map.Entry<Long, Listings> hour : open.entrySet()) {
            Listings listings = hour.getValue();
            row.writeSInt64NoTag(hour.getKey());
            row.writeSInt64NoTag(listings.lastUsed);
            row.writeSInt64NoTag(listings.firstUnused);
            row.writeSInt64NoTag(listings.lastUnused);
        }
    }

    /** Reads what {@link #write} wrote. */
    static UnusedRunHistory read(CodedInputStream row) throws IOException {
        UnusedRunHistory history = new UnusedRunHistory();
        long base = row.readSInt64();
        history.base = base == NEVER ? null : base;
        int count = row.readUInt32();
        for (int hour = 0; hour < count; hour++) {
            long number = row.readSInt64();
            Listings listings = new Listings();
            listings.lastUsed = row.readSInt64();
            listings.firstUnused = row.readSInt64();
            listings.lastUnused = row.readSInt64();
            history.open.put(number, listings);
        }
        return history;
    }

    /** The listings of an hour; times in epoch milliseconds, which are positive. */
    private static final class Listings {

        private long lastUsed = NEVER;
        private long firstUnused = NEVER;
        private long lastUnused = NEVER;

        boolean addUsed(long time) {
            boolean isNew = time > lastUsed;
            lastUsed = Math.max(lastUsed, time);
            return isNew;
        }

        boolean addUnused(long time) {
            boolean isNew = firstUnused == NEVER || time < firstUnused || time > lastUnused;
            firstUnused = firstUnused == NEVER ? time : Math.min(firstUnused, time);
            lastUnused = Math.max(lastUnused, time);
            return isNew;
        }

        /** Since when it is unused after these listings; of two at the same time, the used one counts. */
        @Nullable
        Long since(@Nullable Long before) {
            if (lastUsed == NEVER) {
                return before == null ? firstUnused : before;
            }
            if (lastUnused <= lastUsed) {
                return null;
            }
            return firstUnused > lastUsed ? firstUnused : lastUnused;
        }
    }
}
