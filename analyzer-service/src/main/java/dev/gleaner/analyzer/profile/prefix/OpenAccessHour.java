package dev.gleaner.analyzer.profile.prefix;

import dev.gleaner.analyzer.profile.RowBuffer;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A sample of the accesses to the objects of a bucket in an hour that may still change: those to the {@link #KEYS} objects with the
 * smallest hashes, and of each object the {@link #EVENTS} events with the smallest hashes. So it is a function of the set of
 * reports and not of their order, and its size does not grow with their number.
 */
public final class OpenAccessHour {

    /** The largest number of objects. */
    static final int KEYS = 512;

    /** The largest number of events of an object. */
    static final int EVENTS = 16;

    private static final int VERSION = 1;

    /** Bits of the row of an hour. */
    private static final int CUT = 1;

    private static final int LOGGED = 2;
    private static final int NOT_RECORDED = 4;

    /** 2^64, the number of hashes. */
    private static final double HASHES = 0x1p64;

    private final TreeMap<Long, Accesses> keys = new TreeMap<>(Long::compareUnsigned);
    private boolean isCut;
    private boolean isRecorded;
    private boolean isLogged;

    /**
     * Adds an access of an object.
     *
     * @param folder that contains the object, as far as it is known, below the bucket
     * @param byLog whether a server access log tells of it, and not CloudTrail
     * @return whether anything changed
     */
    boolean add(long key, String folder, ObjectEvent event, boolean byLog) {
        boolean isNews = byLog ? !isLogged : !isRecorded;
        isLogged |= byLog;
        isRecorded |= !byLog;
        return add(key, folder, event) || isNews;
    }

    private boolean add(long key, String folder, ObjectEvent event) {
        Accesses known = keys.get(key);
        if (known == null && keys.size() == KEYS) {
            boolean wasCut = isCut;
            isCut = true;
            if (Long.compareUnsigned(key, keys.lastKey()) > 0) {
                return !wasCut;
            }
            keys.pollLastEntry();
        }
        if (known == null) {
            known = new Accesses();
            known.folder = folder;
            keys.put(key, known);
        }
        return known.add(folder, event);
    }

    /** The objects, ascending by their hash as an unsigned number. */
    NavigableMap<Long, Accesses> keys() {
        return keys;
    }

    /** Whether CloudTrail told of an access. */
    boolean isRecorded() {
        return isRecorded;
    }

    /** Whether a server access log told of an access. */
    boolean isLogged() {
        return isLogged;
    }

    /** For how many objects each sampled one stands. */
    double scale() {
        return isCut ? HASHES / (unsigned(keys.lastKey()) + 1) : 1;
    }

    byte[] encode() {
        RowBuffer row = RowBuffer.ofSize(64 * keys.size() + 16);
        row.putByte(VERSION);
        row.putByte((isCut ? CUT : 0) | (isLogged ? LOGGED : 0) | (isRecorded ? 0 : NOT_RECORDED));
        row.putNumber(keys.size());
        for (Map.Entry<Long, Accesses> entry : keys.entrySet()) {
            row.putLong(entry.getKey());
            entry.getValue().write(row);
        }
        return row.toBytes();
    }

    static OpenAccessHour decode(byte[] stored) {
        RowBuffer row = RowBuffer.of(stored);
        int version = row.getByte();
        if (version != VERSION) {
            throw RowBuffer.unknownFormat("the accesses of an hour have", version);
        }
        OpenAccessHour hour = new OpenAccessHour();
        int bits = row.getByte();
        hour.isCut = (bits & CUT) != 0;
        hour.isLogged = (bits & LOGGED) != 0;
        hour.isRecorded = (bits & NOT_RECORDED) == 0;
        int count = (int) row.getNumber();
        for (int index = 0; index < count; index++) {
            hour.keys.put(row.getLong(), Accesses.read(row));
        }
        return hour;
    }

    private static double unsigned(long number) {
        double high = number >>> 1;
        return 2 * high + (number & 1);
    }

    /** The accesses of one object. */
    static final class Accesses {

        private final TreeMap<Long, ObjectEvent> events = new TreeMap<>(Long::compareUnsigned);
        private String folder = "";
        private boolean isCut;

        /** The folder that contains the object, as far as it is known. */
        String folder() {
            return folder;
        }

        Iterable<ObjectEvent> events() {
            return events.values();
        }

        /** For how many events each sampled one stands: their number is estimated by the largest of the smallest hashes. */
        double scale() {
            return isCut ? (EVENTS - 1) * HASHES / (unsigned(events.lastKey()) + 1) / EVENTS : 1;
        }

        private boolean add(String otherFolder, ObjectEvent event) {
            boolean changed = otherFolder.compareTo(folder) > 0;
            folder = changed ? otherFolder : folder;
            ObjectEvent known = events.get(event.id());
            if (known == null && events.size() == EVENTS) {
                boolean wasCut = isCut;
                isCut = true;
                if (Long.compareUnsigned(event.id(), events.lastKey()) > 0) {
                    return changed || !wasCut;
                }
                events.pollLastEntry();
            }
            if (known != null && known.compareTo(event) >= 0) {
                return changed;
            }
            events.put(event.id(), event);
            return true;
        }

        private void write(RowBuffer row) {
            row.putText(folder);
            row.putByte(isCut ? 1 : 0);
            row.putNumber(events.size());
            for (ObjectEvent event : events.values()) {
                row.putLong(event.id());
                row.putNumber(event.time());
                row.putNumber(event.bytes());
                row.putByte(event.isWrite() ? 1 : 0);
            }
        }

        private static Accesses read(RowBuffer row) {
            Accesses accesses = new Accesses();
            accesses.folder = row.getText();
            accesses.isCut = row.getByte() == 1;
            int count = (int) row.getNumber();
            for (int index = 0; index < count; index++) {
                ObjectEvent event =
                        new ObjectEvent(row.getLong(), row.getNumber(), row.getNumber(), row.getByte() == 1);
                accesses.events.put(event.id(), event);
            }
            return accesses;
        }
    }

    /**
     * A read or write of an object.
     *
     * @param id of the event and the object
     * @param time epoch milliseconds
     * @param bytes that were transferred
     */
    public record ObjectEvent(long id, long time, long bytes, boolean isWrite) implements Comparable<ObjectEvent> {

        private static final Comparator<ObjectEvent> ORDER = Comparator.comparingLong(ObjectEvent::time)
                .thenComparingLong(ObjectEvent::id)
                .thenComparingLong(ObjectEvent::bytes)
                .thenComparing(ObjectEvent::isWrite);

        @Override
        public int compareTo(ObjectEvent other) {
            return ORDER.compare(this, other);
        }
    }
}
