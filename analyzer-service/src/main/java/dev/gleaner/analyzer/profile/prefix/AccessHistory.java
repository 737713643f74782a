package dev.gleaner.analyzer.profile.prefix;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;
import dev.gleaner.analyzer.profile.history.RowWriter;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** When the folders of a bucket were last read or written: of hours that may change one by one, and of all final ones together. */
final class AccessHistory {

    /** The name of the row of final hours, and the letter that begins that of an hour that may change. Never changed. */
    static final char FINAL = 'c';

    static final char HOUR = 'e';

    /** The letter that begins the name of the row of such an hour with accesses by server access logs. Never changed. */
    static final char LOGGED_HOUR = 'l';

    /** An access is remembered for this time. */
    static final Duration REMEMBERED = Duration.ofDays(100);

    /** The longest time without any access to the bucket after which data events still count as recorded. */
    private static final long MOST_QUIET_HOURS = Duration.ofDays(7).toHours();

    private static final int VERSION = 1;

    private final TreeMap<Long, FolderAccessTimes> open = new TreeMap<>();
    private final TreeMap<Long, FolderAccessTimes> openLogged = new TreeMap<>();
    private final Set<Long> changedHours = new HashSet<>();
    private final Set<Long> changedLoggedHours = new HashSet<>();
    private FolderAccessTimes known = new FolderAccessTimes();
    private @Nullable Long since;
    private @Nullable Long last;
    private boolean isChanged;

    /** Adds an access to an object of a folder. */
    void add(Hour hour, String folder, boolean isExact) {
        add(open, changedHours, hour, folder, isExact);
    }

    /**
     * Adds an access of which a server access log tells. It is one like any other, but shows nothing of whether all of them are known: S3
     * may have lost the records of others.
     */
    void addLogged(Hour hour, String folder, boolean isExact) {
        add(openLogged, changedLoggedHours, hour, folder, isExact);
    }

    private static void add(
            Map<Long, FolderAccessTimes> hours, Set<Long> changed, Hour hour, String folder, boolean isExact) {
        if (hours.computeIfAbsent(hour.number(), number -> new FolderAccessTimes())
                .add(folder, isExact, hour.number())) {
            changed.add(hour.number());
        }
    }

    /** What is known at the end of an hour. */
    AccessRecord asOf(Hour hour) {
        FolderAccessTimes all = new FolderAccessTimes();
        all.addAll(known);
        open.headMap(hour.number(), true).values().forEach(all::addAll);
        openLogged.headMap(hour.number(), true).values().forEach(all::addAll);
        Long from = since;
        return new AccessRecord(from == null ? null : new Hour(from).start(), all);
    }

    /**
     * Makes an hour final.
     *
     * @param isObserved whether all accesses of the hour are known, if data events are recorded
     */
    void close(Hour hour, boolean isObserved) {
        FolderAccessTimes accesses = open.remove(hour.number());
        if (accesses != null) {
            changedHours.add(hour.number());
        }
        FolderAccessTimes logged = openLogged.remove(hour.number());
        if (logged != null) {
            changedLoggedHours.add(hour.number());
        }
        Long newest = accesses == null ? last : Long.valueOf(hour.number());
        if (!isObserved || newest == null || hour.number() - newest > MOST_QUIET_HOURS) {
            // What was accessed before a gap is of no use: there may have been accesses in the gap.
            forget();
        } else if (accesses != null || logged != null) {
            if (accesses != null) {
                known.addAll(accesses);
                since = since == null ? newest : since;
                last = newest;
            }
            if (logged != null) {
                known.addAll(logged);
            }
            isChanged = true;
        }
        if (isChanged && hour.ofDay() == Hour.PER_DAY - 1) {
            known = known.since(hour.number() - REMEMBERED.toHours());
        }
    }

    private void forget() {
        if (last != null) {
            isChanged = true;
            known = new FolderAccessTimes();
            since = null;
            last = null;
        }
    }

    boolean isEmpty() {
        return open.isEmpty() && openLogged.isEmpty() && last == null;
    }

    /** Forgets everything. */
    void clear() {
        changedHours.addAll(open.keySet());
        open.clear();
        changedLoggedHours.addAll(openLogged.keySet());
        openLogged.clear();
        forget();
    }

    /** Puts back the row of final hours. */
    void restore(byte[] stored) {
        RowBuffer row = RowBuffer.of(stored);
        int version = row.getByte();
        if (version != VERSION) {
            throw RowBuffer.unknownFormat("the accesses of a bucket have", version);
        }
        since = optional(row.getNumber());
        last = optional(row.getNumber());
        known = FolderAccessTimes.read(row);
    }

    /** Puts back the row of an hour. */
    void restore(long hour, byte[] stored) {
        open.put(hour, FolderAccessTimes.read(RowBuffer.of(stored)));
    }

    /** Puts back the row of an hour by server access logs. */
    void restoreLogged(long hour, byte[] stored) {
        openLogged.put(hour, FolderAccessTimes.read(RowBuffer.of(stored)));
    }

    /** Passes the rows that changed since the last call; null for a row to delete. */
    void drain(RowWriter rows, RowWriter hourRows) {
        if (isChanged) {
            rows.write(String.valueOf(FINAL), last == null ? null : row());
            isChanged = false;
        }
        drain(HOUR, open, changedHours, hourRows);
        drain(LOGGED_HOUR, openLogged, changedLoggedHours, hourRows);
    }

    private static void drain(char letter, Map<Long, FolderAccessTimes> hours, Set<Long> changed, RowWriter hourRows) {
        changed.forEach(number -> {
            FolderAccessTimes hour = hours.get(number);
            hourRows.write(letter + Long.toString(number), hour == null ? null : row(hour));
        });
        changed.clear();
    }

    private byte[] row() {
        RowBuffer row = RowBuffer.ofSize(1024);
        row.putByte(VERSION);
        row.putNumber(since == null ? -1 : since);
        row.putNumber(last == null ? -1 : last);
        known.write(row);
        return row.toBytes();
    }

    private static byte[] row(FolderAccessTimes hour) {
        RowBuffer row = RowBuffer.ofSize(256);
        hour.write(row);
        return row.toBytes();
    }

    private static @Nullable Long optional(long number) {
        return number < 0 ? null : number;
    }
}
