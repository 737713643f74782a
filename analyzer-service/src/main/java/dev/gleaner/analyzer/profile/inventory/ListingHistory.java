package dev.gleaner.analyzer.profile.inventory;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import dev.gleaner.analyzer.profile.Hour;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * When a resource was listed, and with which facts. Neither the order nor the repetition of listings matters. Listings up to
 * the last final hour are reduced to one. Listings with the same facts share them, so that a listing without news only
 * adds a time.
 */
final class ListingHistory<F extends InventoryFacts> {

    /** Instead of a number of facts: the resource was gone. */
    private static final int GONE = 0;

    /** Number of the facts at each time, epoch milliseconds. */
    private final TreeMap<Long, Integer> open = new TreeMap<>();

    private final TreeMap<Integer, F> facts = new TreeMap<>();
    private Map.@Nullable Entry<Long, Integer> base;
    private boolean timesChanged;
    private boolean factsChanged;

    /**
     * Adds a listing; null for a deletion. The first and the last one of an hour are kept: the last one shows what held at its
     * end, and only the first one may be early enough to apply to the time before.
     */
    void add(long time, @Nullable F listed) {
        Integer same = open.get(time);
        if (same != null && !beats(listed, facts.get(same))) {
            return;
        }
        open.put(time, number(listed));
        Hour hour = Hour.knowing(time);
        NavigableMap<Long, Integer> ofHour = open.subMap(hour.startMillis() + 1, true, hour.endMillis(), true);
        if (ofHour.size() > 2) {
            ofHour.subMap(ofHour.firstKey(), false, ofHour.lastKey(), false).clear();
        }
        timesChanged = true;
        forgetUnused();
    }

    /**
     * What held at the end of an hour; null when the resource was not listed or is gone. Before it was listed at all, what the
     * first listing showed, unless that listing is later than the horizon. The creation date that S3 returns does not matter: it
     * moves when a bucket is edited (Amazon S3 API Reference, Bucket).
     */
    @Nullable
    F asOf(Hour hour, long horizon) {
        Map.Entry<Long, Integer> newest = open.floorEntry(hour.endMillis());
        Map.Entry<Long, Integer> last = newest == null ? base : newest;
        if (last != null) {
            return facts.get(last.getValue());
        }
        return open.isEmpty() || open.firstKey() > horizon
                ? null
                : facts.get(open.firstEntry().getValue());
    }

    /** When it was last listed, or seen to be gone, by the end of an hour; null if it was not. */
    @Nullable
    Long lastListed(Hour hour) {
        Long newest = open.floorKey(hour.endMillis());
        return newest != null || base == null ? newest : base.getKey();
    }

    /** Reduces the listings of an hour and those before it to the last one. */
    void close(Hour hour) {
        NavigableMap<Long, Integer> closed = open.headMap(hour.endMillis(), true);
        if (!closed.isEmpty()) {
            base = Map.entry(closed.lastKey(), closed.lastEntry().getValue());
            closed.clear();
            timesChanged = true;
            forgetUnused();
        }
    }

    /** Whether there are no facts of hours that may change, and the resource was gone before these. */
    boolean isOver() {
        return open.isEmpty() && (base == null || base.getValue() == GONE);
    }

    /** Facts by number. */
    Map<Integer, F> facts() {
        return facts;
    }

    /** Puts back stored facts. */
    void restore(Map<Integer, F> stored) {
        facts.putAll(stored);
    }

    /** Whether a listing was added or removed since the last call. */
    boolean takeTimesChanged() {
        boolean was = timesChanged;
        timesChanged = false;
        return was;
    }

    /** Whether any facts were added or removed since the last call. */
    boolean takeFactsChanged() {
        boolean was = factsChanged;
        factsChanged = false;
        return was;
    }

    /** Writes the times, each with the number of its facts. */
    void write(CodedOutputStream row) throws IOException {
        row.writeBoolNoTag(base != null);
        long last = 0;
        if (base != null) {
            last = write(row, base, last);
        }
        row.writeUInt32NoTag(open.size());
        for (Map.Entry<Long, Integer> listing : open.entrySet()) {
            last = write(row, listing, last);
        }
    }

    /** Reads what {@link #write} wrote. */
    static <F extends InventoryFacts> ListingHistory<F> read(CodedInputStream row) throws IOException {
        ListingHistory<F> history = new ListingHistory<>();
        long last = 0;
        if (row.readBool()) {
            last = row.readSInt64();
            history.base = Map.entry(last, row.readUInt32());
        }
        int count = row.readUInt32();
        for (int listing = 0; listing < count; listing++) {
            last += row.readSInt64();
            history.open.put(last, row.readUInt32());
        }
        return history;
    }

    private static long write(CodedOutputStream row, Map.Entry<Long, Integer> listing, long last) throws IOException {
        row.writeSInt64NoTag(listing.getKey() - last);
        row.writeUInt32NoTag(listing.getValue());
        return listing.getKey();
    }

    /** Which of two listings of the same time counts: a choice that does not depend on the order in which they came. */
    private boolean beats(@Nullable F listed, @Nullable F known) {
        return String.valueOf(listed).compareTo(String.valueOf(known)) > 0;
    }

    private int number(@Nullable F listed) {
        if (listed == null) {
            return GONE;
        }
        for (Map.Entry<Integer, F> known : facts.entrySet()) {
            if (known.getValue().equals(listed)) {
                return known.getKey();
            }
        }
        int number = facts.isEmpty() ? GONE + 1 : facts.lastKey() + 1;
        facts.put(number, listed);
        factsChanged = true;
        return number;
    }

    private void forgetUnused() {
        Set<Integer> used = new HashSet<>(open.values());
        if (base != null) {
            used.add(base.getValue());
        }
        factsChanged |= facts.keySet().retainAll(used);
    }
}
