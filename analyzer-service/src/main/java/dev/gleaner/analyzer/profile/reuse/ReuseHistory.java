package dev.gleaner.analyzer.profile.reuse;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;
import dev.gleaner.analyzer.profile.history.CounterKey;
import dev.gleaner.analyzer.profile.history.CounterSum;
import dev.gleaner.analyzer.profile.history.HistoryRows;
import dev.gleaner.analyzer.profile.history.LargestCounts;
import dev.gleaner.analyzer.profile.history.RowWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Repeated reads by prefix. Every prefix has one of the small {@link RereadSketches}. Only one whose re-reads may pay has a {@link
 * ReuseProfile} too: its reads are appended to a row for each quarter of an hour, which is only read when its UTC day is final. Then
 * all reads of the day are passed to the profile, in the order of their times. So the profile, up to 500 kB, is read and written
 * once a day, and only if there were reads. Between that, {@link PrefixReuse} tells what it says.
 *
 * <p>A prefix begins with a profile, and keeps it if it has few objects or many re-reads in its first days. Otherwise it begins
 * anew when the sketch shows re-reads that may pay, {@link #DAYS_AHEAD} days later: reads of a day can come that long before the
 * days before it are final, and all of them must be there. Of reads that come even earlier every one is kept until that is
 * decided. So what is known finally does not depend on when reads came. See decision 113.
 *
 * <p>Rows have a name that begins with a letter: one for the numbers and one for the profile of each prefix; those of the
 * quarters; one for the number of reads of each day that is not final; and those of the sketches.
 */
final class ReuseHistory {

    /** Begin names of rows. Never changed. */
    static final char NUMBERS = 'u';

    static final char PROFILE = 'p';
    static final char READS = 'r';
    static final char COUNTS = 'n';

    /** The rows that are read with the bucket: of final days, and of hours. */
    private static final List<Character> ROWS = List.of(NUMBERS, RereadSketches.FINAL);

    private static final List<Character> HOUR_ROWS = List.of(COUNTS, RereadSketches.HOUR);

    /** From the close of a day that shows re-reads to the first day of a profile. */
    static final int DAYS_AHEAD = 3;

    /** Part of the rule's limits that a sketch must show: with the default of 30 % a share 3.7 standard errors below it. */
    private static final double BEGINNING = 0.6;

    /** A profile that does not show this part of the limits ends. */
    private static final double ENDING = 0.5;

    /** Days after which a profile may end: of a new prefix, and of one whose sketch showed re-reads. */
    private static final int TRIAL_DAYS = 2;

    /** After a profile that showed too few re-reads, the sketch is not followed for this time. */
    private static final int REST_DAYS = 35;

    /** A profile of so few objects and reads a day is as small as a sketch, and stays. */
    private static final int FEW_OBJECTS = 256;

    private static final int FEW_READS = 1024;

    /** Ends the prefix in the name of a row. */
    private static final char END = '\n';

    private static final int COUNTS_VERSION = 1;

    private final TreeMap<String, PrefixState> prefixes = new TreeMap<>();
    private final Set<String> changedNumbers = new TreeSet<>();
    private final RereadSketches sketches = new RereadSketches();

    /** Reads of days that are not final, by day and prefix. */
    private final TreeMap<Long, Map<String, Long>> counts = new TreeMap<>();

    private final Set<Long> changedCounts = new TreeSet<>();

    /** Rows to write, null to delete them: first of final days, then of hours. */
    private final Map<String, byte @Nullable []> changedDays = new TreeMap<>();

    private final Map<String, byte @Nullable []> changedHours = new TreeMap<>();

    private RowReader dayRows = name -> null;
    private RowReader hourRows = name -> null;

    /** Puts back what {@link #save} wrote. Reads and profiles of prefixes are large, and are read when they are needed. */
    void load(HistoryRows rows) {
        readFrom(rows);
        ROWS.forEach(letter -> rows.days().scan(letter, this::restore));
        HOUR_ROWS.forEach(letter -> rows.hours().scan(letter, this::restore));
    }

    /** Writes what changed since the last call. */
    void save(HistoryRows rows) {
        drain(rows.days()::put, rows.hours()::put);
        readFrom(rows);
    }

    private void readFrom(HistoryRows rows) {
        dayRows = rows.days()::get;
        hourRows = rows.hours()::get;
    }

    /**
     * Adds reads of a prefix in hours that are not final.
     *
     * @param closed the last final hour; null if there is none yet
     */
    public void put(String prefix, Collection<ObjectRead> reads, @Nullable Hour closed) {
        if (reads.isEmpty()) {
            return;
        }
        PrefixState state = prefixes.computeIfAbsent(prefix, key -> new PrefixState());
        sketches.add(prefix, reads);
        Map<Long, List<ObjectRead>> quarters = new TreeMap<>();
        reads.forEach(read -> quarters.computeIfAbsent(ReadBuffer.quarter(read.time()), key -> new ArrayList<>())
                .add(read));
        quarters.forEach((quarter, some) -> {
            if (!state.isKept(day(quarter), closed)) {
                return;
            }
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

    /** Counts the different reads of an hour that becomes final, by prefix. */
    public void count(Hour hour, Map<String, Long> reads) {
        if (!prefixes.isEmpty() && !reads.isEmpty()) {
            Map<String, Long> day = counts.computeIfAbsent(hour.day(), key -> new TreeMap<>());
            reads.forEach((prefix, more) -> day.merge(prefix, more, Long::sum));
            changedCounts.add(hour.day());
        }
    }

    /**
     * Makes a day final.
     *
     * @param routes bytes of the day by prefix and region of the reader; of a prefix that is not there nothing is kept
     * @param limit of prefixes that are kept; of new ones those with the most bytes come first
     * @param worth whether re-reads of a prefix may pay
     */
    public void closeDay(long day, Map<CounterKey, CounterSum> routes, int limit, ReuseWorth worth) {
        Map<String, Map<String, Long>> read = new TreeMap<>();
        routes.forEach((route, volume) -> read.computeIfAbsent(route.part(), key -> new TreeMap<>())
                .merge(route.region(), volume.bytes(), Long::sum));
        read.remove(CounterKey.OTHER);
        prefixes.forEach((prefix, state) -> {
            PrefixReuse known = state.known;
            if (known != null && known.isOver(day)) {
                state.forget(day);
                changedDays.put(PROFILE + prefix, null);
                changedNumbers.add(prefix);
            }
        });
        Set<String> admitted = admit(read, limit);
        Map<String, Long> bytes = new TreeMap<>();
        read.forEach((prefix, regions) -> {
            if (admitted.contains(prefix)) {
                bytes.put(
                        prefix,
                        regions.values().stream().mapToLong(Long::longValue).sum());
            }
        });
        sketches.closeDay(day, bytes);
        Map<String, Long> requests = counts.getOrDefault(day, new TreeMap<>());
        for (Map.Entry<String, PrefixState> entry : prefixes.entrySet()) {
            String prefix = entry.getKey();
            PrefixState state = entry.getValue();
            boolean isBuffered = !state.pendingDays.headSet(day, true).isEmpty();
            if (admitted.contains(prefix) && (isBuffered || (!state.isFull(day) && bytes.containsKey(prefix)))) {
                Map<String, Long> regions = read.getOrDefault(prefix, Map.of());
                if (isBuffered) {
                    count(prefix, state, day, regions, worth);
                } else {
                    watch(prefix, state, day, new PrefixReuse.Week(regions, requests.getOrDefault(prefix, 0L)), worth);
                }
                changedNumbers.add(prefix);
            }
            Collection<Long> unused = state.pendingDays.headSet(state.keptFrom(day), false);
            if (!unused.isEmpty()) {
                unused.forEach(some -> deleteReads(prefix, some));
                unused.clear();
                changedNumbers.add(prefix);
            }
        }
        changedCounts.addAll(counts.headMap(day, true).keySet());
        counts.headMap(day, true).clear();
        prefixes.values().removeIf(state -> state.isEmpty(day));
    }

    /** What is known of the prefixes. */
    @Nullable
    public PrefixReuse of(String prefix) {
        PrefixState state = prefixes.get(prefix);
        return state == null ? null : state.known;
    }

    /** Prefixes of which final days are known. */
    public Set<String> known() {
        Set<String> known = new TreeSet<>();
        prefixes.forEach((prefix, state) -> {
            if (state.known != null) {
                known.add(prefix);
            }
        });
        return known;
    }

    public boolean isEmpty() {
        return prefixes.isEmpty() && sketches.isEmpty() && counts.isEmpty();
    }

    /** Puts back a row: of the numbers of a prefix, of sketches, or of counts. */
    private void restore(String name, byte[] row) {
        switch (name.charAt(0)) {
            case NUMBERS -> prefixes.put(name.substring(1), PrefixState.decode(row));
            case COUNTS -> counts.put(Long.parseLong(name.substring(1)), readCounts(row));
            default -> sketches.restore(name, row);
        }
    }

    /** Passes the rows that changed since the last call; null for a row to delete. */
    private void drain(RowWriter days, RowWriter hours) {
        for (String prefix : changedNumbers) {
            PrefixState state = prefixes.get(prefix);
            days.write(NUMBERS + prefix, state == null ? null : state.encode());
        }
        changedDays.forEach(days::write);
        changedHours.forEach(hours::write);
        changedCounts.forEach(day -> {
            Map<String, Long> ofDay = counts.get(day);
            hours.write(COUNTS + Long.toString(day), ofDay == null ? null : row(ofDay));
        });
        changedCounts.clear();
        sketches.drain(days, hours);
        changedNumbers.clear();
        changedDays.clear();
        changedHours.clear();
    }

    /** Passes the reads of the pending days to the profile of a prefix. */
    private void count(String prefix, PrefixState state, long day, Map<String, Long> bytes, ReuseWorth worth) {
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
        PrefixReuse known = PrefixReuse.after(
                before,
                day,
                new PrefixReuse.Week(bytes, requests),
                curveFrom,
                halvings,
                PrefixReuse.Shares.of(profile.summary(), halvings));
        boolean isSmall = requests <= FEW_READS && profile.sampledObjects() + profile.frequentObjects() <= FEW_OBJECTS;
        boolean pays = worth.mayPay(known, known.shares().repeated(), ENDING);
        if (isSmall || pays || known.historyDays(day) < state.leastDays()) {
            state.known = known;
            changedDays.put(PROFILE + prefix, profile.toRow());
        } else {
            state.known = known.withoutShares(curveFrom);
            state.end(day);
            changedDays.put(PROFILE + prefix, null);
        }
    }

    /** Counts the reads of a prefix without a profile, which begins if they may pay. */
    private void watch(String prefix, PrefixState state, long day, PrefixReuse.Week read, ReuseWorth worth) {
        PrefixReuse before = state.known == null ? PrefixReuse.beginning(day) : state.known;
        PrefixReuse known =
                PrefixReuse.after(before, day, read, before.curveFrom(), before.halvings(), PrefixReuse.Shares.NONE);
        if (state.mayBegin(day) && worth.mayPay(known, sketches.repeated(prefix), BEGINNING)) {
            state.begin(day);
            known = known.withoutShares(day + DAYS_AHEAD);
        }
        state.known = known;
    }

    /** Prefixes to keep: known ones, and as many new ones as fit. */
    private Set<String> admit(Map<String, Map<String, Long>> read, int limit) {
        Set<String> kept = known();
        Map<String, Long> candidates = new TreeMap<>();
        read.forEach((prefix, regions) -> candidates.put(
                prefix, regions.values().stream().mapToLong(Long::longValue).sum()));
        LargestCounts.addWhatFits(kept, candidates, limit);
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

    private static byte[] row(Map<String, Long> counts) {
        RowBuffer row = RowBuffer.ofSize(256);
        row.putByte(COUNTS_VERSION);
        row.putNumber(counts.size());
        counts.forEach((prefix, reads) -> {
            row.putText(prefix);
            row.putNumber(reads);
        });
        return row.toBytes();
    }

    private static Map<String, Long> readCounts(byte[] stored) {
        RowBuffer row = RowBuffer.of(stored);
        int version = row.getByte();
        if (version != COUNTS_VERSION) {
            throw RowBuffer.unknownFormat("counts of reads have", version);
        }
        Map<String, Long> counts = new TreeMap<>();
        for (long left = row.getNumber(); left > 0; left--) {
            counts.put(row.getText(), row.getNumber());
        }
        return counts;
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
    private interface RowReader {
        byte @Nullable [] read(String name);
    }

    /** A prefix: what its final days say, the days with reads that are not counted yet, and from which day on reads are kept. */
    private static final class PrefixState {

        private static final int VERSION = 2;
        private static final int WITHOUT_SKETCH = 1;
        private static final int SIZE = 256;

        /** A prefix that is not known yet has a profile from its first day on. */
        private static final long ALWAYS = Long.MIN_VALUE;

        private static final long NEVER = Long.MAX_VALUE;

        private final TreeSet<Long> pendingDays = new TreeSet<>();
        private @Nullable PrefixReuse known;

        /** The first day of the profile. */
        private long fullFrom = ALWAYS;

        /** The first day on which a profile may begin again. */
        private long restUntil = ALWAYS;

        private boolean isEmpty(long day) {
            return known == null && pendingDays.isEmpty() && (fullFrom == ALWAYS || day >= fullFrom - 1);
        }

        /** Whether a day is one of the profile. */
        private boolean isFull(long day) {
            return day >= fullFrom;
        }

        /** Whether each read of a day is kept. */
        private boolean isKept(long day, @Nullable Hour closed) {
            return fullFrom != NEVER
                    ? isFull(day)
                    : closed == null || day >= keptFrom(closed.plus(1).day() - 1);
        }

        /** The first day of which each read is kept once a day is final. */
        private long keptFrom(long closed) {
            long next = closed + 1;
            return fullFrom == NEVER ? next + DAYS_AHEAD : Math.max(next, fullFrom);
        }

        /** Days that a profile has to have before it may end. */
        private long leastDays() {
            return fullFrom == ALWAYS ? TRIAL_DAYS : PrefixReuse.HORIZON_DAYS;
        }

        private boolean mayBegin(long day) {
            return fullFrom == NEVER && day >= restUntil;
        }

        private void begin(long day) {
            fullFrom = day + DAYS_AHEAD;
        }

        private void end(long day) {
            restUntil = fullFrom == ALWAYS ? ALWAYS : day + REST_DAYS;
            fullFrom = NEVER;
        }

        /** As a prefix that is not known, as soon as no read can have come of which nothing was kept. */
        private void forget(long day) {
            known = null;
            fullFrom = isFull(day + 1) ? ALWAYS : day + DAYS_AHEAD;
            restUntil = ALWAYS;
        }

        private byte[] encode() {
            RowBuffer row = RowBuffer.ofSize(SIZE);
            row.putByte(VERSION);
            row.putLong(fullFrom);
            row.putLong(restUntil);
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
            if (version != VERSION && version != WITHOUT_SKETCH) {
                throw RowBuffer.unknownFormat("repeated reads have", version);
            }
            PrefixState state = new PrefixState();
            if (version == VERSION) {
                state.fullFrom = row.getLong();
                state.restUntil = row.getLong();
            }
            for (long left = row.getNumber(); left > 0; left--) {
                state.pendingDays.add(row.getLong());
            }
            state.known = row.getByte() == 0 ? null : PrefixReuse.read(row);
            return state;
        }
    }
}
