package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.RowBuffer;
import dev.gleaner.analyzer.profile.reuse.ObjectRead;
import dev.gleaner.analyzer.profile.reuse.PrefixReuse;
import dev.gleaner.analyzer.profile.reuse.ReadBuffer;
import dev.gleaner.analyzer.profile.reuse.ReuseProfile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Repeated reads by prefix. Reads are appended to a row for each quarter of an hour, which is only read when its UTC day is final: then
 * all reads of the day are passed to the {@link ReuseProfile} of the prefix, in the order of their times. So the profile, up
 * to 500 kB, is read and written once a day, and only if there were reads. Between that, {@link PrefixReuse} tells what it says.
 *
 * <p>Rows have a name that begins with a letter: one for the numbers and one for the profile of each prefix; and those of the
 * quarters.
 */
final class ReuseHistory {

    /** Begin names of rows. Never changed. */
    static final char NUMBERS = 'u';

    static final char PROFILE = 'p';
    static final char READS = 'r';

    /** Ends the prefix in the name of a row. */
    private static final char END = '\n';

    private final TreeMap<String, PrefixState> prefixes = new TreeMap<>();
    private final Set<String> changedNumbers = new TreeSet<>();

    /** Rows to write, null to delete them: first of final days, then of hours. */
    private final Map<String, byte @Nullable []> changedDays = new TreeMap<>();

    private final Map<String, byte @Nullable []> changedHours = new TreeMap<>();

    private RowReader dayRows = name -> null;
    private RowReader hourRows = name -> null;

    /** Sets where the stored rows are read. */
    void readFrom(RowReader days, RowReader hours) {
        dayRows = days;
        hourRows = hours;
    }

    /** Adds reads of a prefix in hours that are not final. */
    void put(String prefix, Collection<ObjectRead> reads) {
        Map<Long, List<ObjectRead>> quarters = new TreeMap<>();
        reads.forEach(read -> quarters.computeIfAbsent(ReadBuffer.quarter(read.time()), key -> new ArrayList<>())
                .add(read));
        quarters.forEach((quarter, some) -> {
            PrefixState state = prefixes.computeIfAbsent(prefix, key -> new PrefixState());
            PrefixReuse known = state.known;
            String name = readsName(prefix, quarter);
            changedHours.put(
                    name,
                    ReadBuffer.append(
                            row(changedHours, hourRows, name), quarter, known == null ? 0 : known.halvings(), some));
            if (state.pendingDays.add(day(quarter))) {
                changedNumbers.add(prefix);
            }
        });
    }

    /**
     * Makes a day final.
     *
     * @param routes bytes of the day by prefix and region of the reader; of a prefix that is not there nothing is kept
     * @param limit of prefixes that are kept; of new ones those with the most bytes come first
     */
    void closeDay(long day, Map<TrafficRoute, TrafficVolume> routes, int limit) {
        Map<String, Map<String, Long>> read = new TreeMap<>();
        routes.forEach((route, volume) -> read.computeIfAbsent(route.part(), key -> new TreeMap<>())
                .merge(route.region(), volume.bytes(), Long::sum));
        read.remove(TrafficRoute.OTHER);
        prefixes.forEach((prefix, state) -> {
            PrefixReuse known = state.known;
            if (known != null && known.isOver(day)) {
                state.known = null;
                changedDays.put(PROFILE + prefix, null);
                changedNumbers.add(prefix);
            }
        });
        Set<String> admitted = admit(read, limit);
        for (Map.Entry<String, PrefixState> entry : prefixes.entrySet()) {
            String prefix = entry.getKey();
            PrefixState state = entry.getValue();
            Collection<Long> pending = state.pendingDays.headSet(day, true);
            if (!pending.isEmpty()) {
                if (admitted.contains(prefix)) {
                    state.known = count(prefix, state, day, read.getOrDefault(prefix, Map.of()));
                }
                pending.forEach(some -> deleteReads(prefix, some));
                pending.clear();
                changedNumbers.add(prefix);
            }
        }
        prefixes.values().removeIf(PrefixState::isEmpty);
    }

    /** What is known of the prefixes. */
    @Nullable
    PrefixReuse of(String prefix) {
        PrefixState state = prefixes.get(prefix);
        return state == null ? null : state.known;
    }

    /** Prefixes of which final days are known. */
    Set<String> known() {
        Set<String> known = new TreeSet<>();
        prefixes.forEach((prefix, state) -> {
            if (state.known != null) {
                known.add(prefix);
            }
        });
        return known;
    }

    boolean isEmpty() {
        return prefixes.isEmpty();
    }

    /** Puts back the row with the numbers of a prefix. */
    void restore(String name, byte[] row) {
        prefixes.put(name.substring(1), PrefixState.decode(row));
    }

    /** Passes the rows that changed since the last call; null for a row to delete. */
    void drain(TrafficHistory.RowWriter days, TrafficHistory.RowWriter hours) {
        for (String prefix : changedNumbers) {
            PrefixState state = prefixes.get(prefix);
            days.write(NUMBERS + prefix, state == null ? null : state.encode());
        }
        changedDays.forEach(days::write);
        changedHours.forEach(hours::write);
        changedNumbers.clear();
        changedDays.clear();
        changedHours.clear();
    }

    /** Passes the reads of the pending days to the profile of a prefix. */
    private PrefixReuse count(String prefix, PrefixState state, long day, Map<String, Long> bytes) {
        long first = state.pendingDays.first();
        PrefixReuse before = state.known == null ? PrefixReuse.beginning(first) : state.known;
        int halvings = before.halvings();
        long curveFrom = before.curveFrom();
        byte[] stored = row(changedDays, dayRows, PROFILE + prefix);
        ReuseProfile profile =
                stored == null ? new ReuseProfile(PrefixReuse.LIMITS) : ReuseProfile.of(stored, PrefixReuse.LIMITS);
        long requests = 0;
        for (long quarter = firstQuarter(first); quarter < firstQuarter(day + 1); quarter++) {
            byte[] row = row(changedHours, hourRows, readsName(prefix, quarter));
            if (row != null) {
                ReadBuffer buffer = ReadBuffer.decode(row, quarter);
                if (buffer.halvings() > halvings) {
                    // Distances among half of the objects are half as long, so that a curve of both would be wrong.
                    halvings = buffer.halvings();
                    curveFrom = day + 1;
                    profile = new ReuseProfile(PrefixReuse.LIMITS);
                }
                requests += (long) buffer.count(halvings) << halvings;
                for (ObjectRead pass : buffer.passes(halvings)) {
                    profile.add(pass.keyHash(), pass.bytes(), pass.time());
                }
            }
        }
        changedDays.put(PROFILE + prefix, profile.toRow());
        return PrefixReuse.after(
                before,
                day,
                new PrefixReuse.Week(bytes, requests),
                curveFrom,
                halvings,
                PrefixReuse.Shares.of(profile.summary(), halvings));
    }

    /** Prefixes to keep: known ones, and as many new ones as fit. */
    private Set<String> admit(Map<String, Map<String, Long>> read, int limit) {
        Set<String> kept = known();
        Map<String, Long> candidates = new TreeMap<>();
        read.forEach((prefix, regions) -> candidates.put(
                prefix, regions.values().stream().mapToLong(Long::longValue).sum()));
        candidates.keySet().removeAll(kept);
        candidates.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(Math.max(0, limit - kept.size()))
                .forEach(candidate -> kept.add(candidate.getKey()));
        return kept;
    }

    private void deleteReads(String prefix, long day) {
        for (long quarter = firstQuarter(day); quarter < firstQuarter(day + 1); quarter++) {
            String name = readsName(prefix, quarter);
            if (row(changedHours, hourRows, name) != null) {
                changedHours.put(name, null);
            }
        }
    }

    private static byte @Nullable [] row(Map<String, byte @Nullable []> changed, RowReader stored, String name) {
        return changed.containsKey(name) ? changed.get(name) : stored.read(name);
    }

    private static String readsName(String prefix, long quarter) {
        return READS + prefix + END + quarter;
    }

    private static long day(long quarter) {
        return Math.floorDiv(quarter, ReadBuffer.QUARTERS_PER_DAY);
    }

    private static long firstQuarter(long day) {
        return day * ReadBuffer.QUARTERS_PER_DAY;
    }

    /** Reads a stored row by its name; null if there is none. */
    interface RowReader {
        byte @Nullable [] read(String name);
    }

    /** A prefix: what its final days say, and the days with reads that are not counted yet. */
    private static final class PrefixState {

        private static final int VERSION = 1;
        private static final int SIZE = 256;

        private final TreeSet<Long> pendingDays = new TreeSet<>();
        private @Nullable PrefixReuse known;

        private boolean isEmpty() {
            return known == null && pendingDays.isEmpty();
        }

        private byte[] encode() {
            RowBuffer row = RowBuffer.ofSize(SIZE);
            row.putByte(VERSION);
            row.putNumber(pendingDays.size());
            pendingDays.forEach(row::putLong);
            PrefixReuse reuse = known;
            row.putByte(reuse == null ? 0 : 1);
            if (reuse != null) {
                reuse.write(row);
            }
            return row.toBytes();
        }

        private static PrefixState decode(byte[] stored) {
            RowBuffer row = RowBuffer.of(stored);
            int version = row.getByte();
            if (version != VERSION) {
                throw RowBuffer.unknownFormat("repeated reads have", version);
            }
            PrefixState state = new PrefixState();
            for (long left = row.getNumber(); left > 0; left--) {
                state.pendingDays.add(row.getLong());
            }
            state.known = row.getByte() == 0 ? null : PrefixReuse.read(row);
            return state;
        }
    }
}
