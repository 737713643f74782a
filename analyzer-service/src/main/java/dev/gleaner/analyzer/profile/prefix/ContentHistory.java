package dev.gleaner.analyzer.profile.prefix;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;
import dev.gleaner.analyzer.profile.history.History;
import dev.gleaner.analyzer.profile.history.HistoryRows;
import dev.gleaner.analyzer.profile.history.RowWriter;
import dev.gleaner.analyzer.profile.prefix.BucketContents.PrefixContents;
import dev.gleaner.analyzer.profile.prefix.OpenAccessHour.Accesses;
import dev.gleaner.analyzer.profile.prefix.OpenAccessHour.ObjectEvent;
import dev.gleaner.contracts.signal.ObjectHistogramBins;
import dev.gleaner.contracts.signal.proto.PrefixSize;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The reports of S3 Inventory about a bucket, and the reads of its objects by prefix and age. Hours that may change keep a sample of
 * their accesses; when an hour becomes final, the age of each object that was read is looked up in the sample of the report that
 * is in use then. Nothing grows with the number of signals. Without a report nothing can be looked up, so that a bucket without
 * one keeps no sample of an hour which is due soon; see {@link #AHEAD}.
 *
 * <p>A report arrives as one signal a prefix, all with the time of its creation. It is in use from an hour after that on, and a
 * report that arrives later from the first hour on that is not final: a report tells the state of a bucket and not what happened
 * in an hour, and often arrives a day after its creation.
 *
 * <p>Rows have a name that is unique in the bucket, and begin with a letter.
 */
public final class ContentHistory implements History {

    /** Begin names of rows: a prefix of a report, times of writes after it, reads of a prefix, and the rest. Never changed. */
    static final char REPORT = 'r';

    static final char WRITES = 'w';
    static final char READS = 'm';
    static final char SUMMARY = 'b';

    /** The names of rows begin with one of these, of rows that are not about an hour. */
    private static final List<Character> ROWS = List.of(REPORT, WRITES, READS, SUMMARY, AccessHistory.FINAL);

    /** Begins the name of the row of an hour that may change. */
    static final char HOUR = 'a';

    /** The names of rows about an hour begin with one of these. */
    private static final List<Character> HOUR_ROWS = List.of(HOUR, AccessHistory.HOUR, AccessHistory.LOGGED_HOUR);

    /** Months of which reads are kept, with the one that has begun: always a whole year. */
    private static final int MONTHS = 13;

    /** The largest number of objects of a prefix of which a write after the report is known. */
    private static final int WRITTEN_LATER = 2048;

    private static final int VERSION = 1;
    private static final int SUMMARY_VERSION = 3;
    private static final int SUMMARY_WITHOUT_LOGS = 2;

    /**
     * Accesses are counted from so many hours after the first report on, or after the last final hour if that report is late. Until then
     * no access is kept whose hour is at most so far ahead of the last final one: if a report came later, the access would not be
     * counted either, so that the order makes no difference. Accesses of most hours are known a day before these are final.
     */
    static final int AHEAD = 36;

    /** As the first hour to count: there is no report. */
    private static final long NEVER = Long.MAX_VALUE;

    /** As the first hour to count: a report was in use before that hour was stored. */
    private static final long ALWAYS = Long.MIN_VALUE;

    /** Ends the text of a folder that contains an object directly. No resource contains it. */
    private static final String EXACT = "\n";

    private static final int MONTHS_A_YEAR = 12;

    /** How long after its creation a report is in use, so that all its signals are there. */
    private static final long SETTLING = Hour.MILLIS;

    private final TreeMap<Long, TreeMap<String, PrefixSize>> reports = new TreeMap<>();
    private final Map<String, ReportedSample> samples = new HashMap<>();
    private final TreeMap<String, NavigableMap<Long, Long>> writes = new TreeMap<>();
    private final TreeMap<String, ReadMonths> reads = new TreeMap<>();
    private final TreeMap<Long, OpenAccessHour> open = new TreeMap<>();
    private final AccessHistory accessHistory = new AccessHistory();

    /** Hours of each month in which the trail was complete. */
    private final TreeMap<Integer, Integer> observed = new TreeMap<>();

    /** The months with an access to an object of the bucket: in others data events may not have been recorded. */
    private final Set<Integer> active = new HashSet<>();

    /** Hours of each month in which server access logs count as delivered. */
    private final TreeMap<Integer, Integer> logged = new TreeMap<>();

    /** The months with an access to an object of the bucket by server access logs. */
    private final Set<Integer> activeInLogs = new HashSet<>();

    private final Set<String> changed = new HashSet<>();
    private final Set<Long> changedHours = new HashSet<>();
    private @Nullable Long used;

    /** The first hour whose accesses are counted. */
    private long countedFrom = NEVER;

    /**
     * Adds a prefix of a report; returns how many were older than the report in use.
     *
     * @param closed the last final hour; null if there is none yet
     */
    public int put(long time, PrefixSize size, @Nullable Hour closed) {
        Long current = used;
        if (current != null && time < current) {
            return 1;
        }
        long from = Math.max(Hour.of(time).number(), closed == null ? ALWAYS : closed.number() + 1) + AHEAD;
        if (from < countedFrom) {
            countedFrom = from;
            changed.add(String.valueOf(SUMMARY));
        }
        TreeMap<String, PrefixSize> report = reports.computeIfAbsent(time, key -> new TreeMap<>());
        PrefixSize known = report.get(size.getPrefix());
        if (known == null || Arrays.compare(known.toByteArray(), size.toByteArray()) < 0) {
            report.put(size.getPrefix(), size);
            changed.add(reportRow(time, size.getPrefix()));
            samples.clear();
        }
        return 0;
    }

    /**
     * Adds an access to an object.
     *
     * @param folder that contains the object, as far as it is known, below the bucket
     * @param event its id is that of the event and the object
     * @param closed the last final hour; null if there is none yet
     */
    public void add(Hour hour, long key, String folder, ObjectEvent event, @Nullable Hour closed) {
        addToSample(hour, key, folder, event, closed, false);
        accessHistory.add(hour, name(folder), folder.endsWith(EXACT));
    }

    /** Adds an access to an object of which a server access log tells, and not CloudTrail. */
    public void addLogged(Hour hour, long key, String folder, ObjectEvent event, @Nullable Hour closed) {
        addToSample(hour, key, folder, event, closed, true);
        accessHistory.addLogged(hour, name(folder), folder.endsWith(EXACT));
    }

    private void addToSample(
            Hour hour, long key, String folder, ObjectEvent event, @Nullable Hour closed, boolean byLog) {
        if (mayCount(hour, closed)
                && open.computeIfAbsent(hour.number(), number -> new OpenAccessHour())
                        .add(key, folder, event, byLog)) {
            changedHours.add(hour.number());
        }
    }

    private static String name(String folder) {
        return folder.endsWith(EXACT) ? folder.substring(0, folder.length() - EXACT.length()) : folder;
    }

    private boolean mayCount(Hour hour, @Nullable Hour closed) {
        return hour.number() >= countedFrom || closed == null || hour.number() > closed.number() + AHEAD;
    }

    /** What was known at the end of an hour, with the reads up to the last day that is final. */
    public BucketContents asOf(Hour hour) {
        Long time = reportAt(hour);
        TreeMap<String, PrefixSize> report = time == null ? null : reports.get(time);
        if (time == null || report == null) {
            return BucketContents.NONE;
        }
        NavigableMap<Integer, Integer> hours = observedHours();
        boolean isComplete = Collections.disjoint(hours.keySet(), activeInLogs);
        Map<String, PrefixContents> prefixes = new TreeMap<>();
        report.forEach((prefix, size) -> {
            ReadMonths months = reads.get(prefix);
            ReadsByAge total = months == null ? null : months.total(hours);
            prefixes.put(prefix, new PrefixContents(size, total == null || isComplete ? total : total.incomplete()));
        });
        boolean hasRuns = report.values().stream().anyMatch(size -> size.getRunsCount() > 0);
        return new BucketContents(
                Instant.ofEpochMilli(time), prefixes, hasRuns ? accessHistory.asOf(hour) : AccessRecord.NONE);
    }

    /**
     * Hours of the months in which reads of the bucket were recorded. Where both CloudTrail and server access logs tell of accesses, it may
     * be that only one of them tells of reads.
     */
    private NavigableMap<Integer, Integer> observedHours() {
        NavigableMap<Integer, Integer> hours = new TreeMap<>(logged);
        hours.keySet().retainAll(activeInLogs);
        observed.forEach((month, recorded) -> {
            if (active.contains(month)) {
                hours.put(
                        month,
                        activeInLogs.contains(month) ? Math.min(recorded, hours.getOrDefault(month, 0)) : recorded);
            }
        });
        return hours;
    }

    /** As if it were not known whether all accesses of the hour are. */
    @Override
    public void close(Hour hour, int daysKept) {
        close(hour, false, false);
    }

    /**
     * Makes an hour final. Months are kept whatever the days that others keep.
     *
     * @param isObserved whether all accesses of the hour are known, if data events are recorded
     * @param isLogged whether the accesses of the hour are known as far as S3 logged them, if the bucket has server access logs
     */
    public void close(Hour hour, boolean isObserved, boolean isLogged) {
        accessHistory.close(hour, isObserved);
        Long next = reportAt(hour);
        int month = month(hour);
        if (next != null) {
            use(next, month);
        }
        OpenAccessHour accesses = open.remove(hour.number());
        if (accesses != null) {
            changedHours.add(hour.number());
        }
        if (used == null || hour.number() < countedFrom) {
            return;
        }
        if (accesses != null) {
            count(accesses);
            boolean isNews = accesses.isRecorded() && active.add(month);
            isNews |= accesses.isLogged() && activeInLogs.add(month);
            if (isNews) {
                changed.add(String.valueOf(SUMMARY));
            }
        }
        if (isLogged) {
            logged.merge(month, 1, Integer::sum);
            changed.add(String.valueOf(SUMMARY));
        }
        if (isObserved) {
            observed.merge(month, 1, Integer::sum);
            changed.add(String.valueOf(SUMMARY));
        }
        if (hour.ofDay() == Hour.PER_DAY - 1) {
            int oldest = month - MONTHS + 1;
            observed.headMap(oldest).clear();
            active.removeIf(old -> old < oldest);
            logged.headMap(oldest).clear();
            activeInLogs.removeIf(old -> old < oldest);
            reads.forEach((prefix, months) -> {
                if (months.endDay(month, oldest)) {
                    changed.add(READS + prefix);
                }
            });
        }
    }

    @Override
    public boolean isEmpty() {
        return reports.isEmpty() && open.isEmpty() && reads.isEmpty() && accessHistory.isEmpty();
    }

    /** Forgets everything: the bucket no longer exists. */
    public void clear() {
        reports.forEach((time, report) -> report.keySet().forEach(prefix -> changed.add(reportRow(time, prefix))));
        writes.keySet().forEach(prefix -> changed.add(WRITES + prefix));
        reads.keySet().forEach(prefix -> changed.add(READS + prefix));
        changedHours.addAll(open.keySet());
        if (used != null || countedFrom != NEVER) {
            changed.add(String.valueOf(SUMMARY));
        }
        accessHistory.clear();
        reports.clear();
        samples.clear();
        writes.clear();
        reads.clear();
        open.clear();
        observed.clear();
        active.clear();
        logged.clear();
        activeInLogs.clear();
        used = null;
        countedFrom = NEVER;
    }

    /** The newest report that is in use at the end of an hour; never one before the report in use. */
    private @Nullable Long reportAt(Hour hour) {
        Long newest = reports.floorKey(hour.endMillis() - SETTLING);
        Long current = used;
        return newest == null || (current != null && newest < current) ? current : newest;
    }

    private void use(long next, int month) {
        Long before = used;
        TreeMap<String, PrefixSize> report = reports.getOrDefault(next, new TreeMap<>());
        if (before == null || before != next) {
            NavigableMap<Long, TreeMap<String, PrefixSize>> old = reports.headMap(next, false);
            old.forEach((time, prefixes) -> prefixes.keySet().forEach(prefix -> changed.add(reportRow(time, prefix))));
            old.clear();
            samples.clear();
            used = next;
            changed.add(String.valueOf(SUMMARY));
            keepWritesAfter(next, report.keySet());
        }
        if (reads.keySet().equals(report.keySet())) {
            return;
        }
        for (String prefix : report.keySet()) {
            if (!reads.containsKey(prefix)) {
                int hoursBefore = Math.max(observed.getOrDefault(month, 0), logged.getOrDefault(month, 0));
                reads.put(prefix, ReadMonths.since(month, hoursBefore));
                changed.add(READS + prefix);
            }
        }
        for (String prefix : List.copyOf(reads.keySet())) {
            if (!report.containsKey(prefix)) {
                ReadMonths gone = reads.remove(prefix);
                changed.add(READS + prefix);
                String longest = longest(prefix, report);
                ReadMonths heir = longest == null ? null : reads.get(longest);
                if (heir != null && gone != null) {
                    heir.merge(gone);
                    changed.add(READS + longest);
                }
            }
        }
    }

    private void keepWritesAfter(long time, Set<String> prefixes) {
        writes.keySet().forEach(prefix -> changed.add(WRITES + prefix));
        writes.keySet().retainAll(prefixes);
        writes.values().forEach(later -> later.values().removeIf(written -> written <= time));
        writes.values().removeIf(Map::isEmpty);
    }

    /** Counts the accesses of an hour in the order of their times, as a write changes the age at a later read. */
    private void count(OpenAccessHour accesses) {
        List<Counted> all = new ArrayList<>();
        accesses.keys().forEach((key, known) -> {
            double scale = accesses.scale() * known.scale();
            known.events().forEach(event -> all.add(new Counted(key, known, event, scale)));
        });
        all.sort(Comparator.comparing(Counted::event).thenComparingLong(Counted::key));
        Map<String, Place> places = new HashMap<>();
        for (Counted one : all) {
            Place place = places.computeIfAbsent(one.accesses().folder(), this::place);
            if (one.event().isWrite()) {
                countWrite(one, place);
            } else {
                countRead(one, place);
            }
        }
    }

    private void countWrite(Counted write, Place place) {
        String prefix = place.owner(write.key());
        if (prefix == null && place.isCertain()) {
            String longest = place.longest();
            prefix = longest != null && sample(longest).covers(write.key()) ? longest : null;
        }
        if (prefix != null) {
            NavigableMap<Long, Long> later = writes.computeIfAbsent(prefix, key -> new TreeMap<>());
            if (later.size() < WRITTEN_LATER || later.containsKey(write.key())) {
                later.merge(write.key(), write.event().time(), Math::max);
                changed.add(WRITES + prefix);
            }
        }
    }

    private void countRead(Counted read, Place place) {
        double bytes = read.scale() * read.event().bytes();
        String owner = place.owner(read.key());
        String longest = place.longest();
        Long report = used;
        long time = read.event().time();
        OptionalLong written = OptionalLong.empty();
        if (owner != null) {
            written = written(owner, read.key());
        } else if (longest != null
                && place.isCertain()
                && report != null
                && sample(longest).covers(read.key())) {
            // It was written after the report, but it is not known when: at its creation is the earliest.
            written = OptionalLong.of(Math.min(report, time));
        }
        String prefix = owner == null ? longest : owner;
        ReadMonths months = prefix == null ? null : reads.get(prefix);
        if (months != null && prefix != null) {
            changed.add(READS + prefix);
            if (written.isPresent() && written.getAsLong() <= time) {
                long days = TimeUnit.MILLISECONDS.toDays(time - written.getAsLong());
                months.add(ObjectHistogramBins.ageBinOf(days), read.scale(), bytes);
            } else {
                months.addUnknown(read.scale(), bytes);
            }
        }
        if (owner == null) {
            for (String below : place.below()) {
                ReadMonths doubtful = reads.get(below);
                if (doubtful != null) {
                    doubtful.addDoubtful(read.scale());
                    changed.add(READS + below);
                }
            }
        }
    }

    private OptionalLong written(String prefix, long key) {
        Long later = writes.getOrDefault(prefix, new TreeMap<>()).get(key);
        return later == null ? sample(prefix).written(key) : OptionalLong.of(later);
    }

    private ReportedSample sample(String prefix) {
        return samples.computeIfAbsent(prefix, name -> {
            PrefixSize size = inUse().get(name);
            return ReportedSample.of(size == null ? PrefixSize.getDefaultInstance() : size);
        });
    }

    private NavigableMap<String, PrefixSize> inUse() {
        Long time = used;
        return time == null ? new TreeMap<>() : reports.getOrDefault(time, new TreeMap<>());
    }

    /** The prefixes of the report in use to which an object may belong. */
    private Place place(String folder) {
        boolean isCertain = folder.endsWith(EXACT);
        String path = isCertain ? folder.substring(0, folder.length() - EXACT.length()) : folder;
        NavigableMap<String, PrefixSize> report = inUse();
        List<String> below = isCertain
                ? List.of()
                : report.tailMap(path, false).keySet().stream()
                        .takeWhile(prefix -> prefix.startsWith(path))
                        .toList();
        return new Place(longest(path, report), below);
    }

    private static @Nullable String longest(String path, Map<String, ?> report) {
        for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 2) + 1) {
            String prefix = path.substring(0, end);
            if (report.containsKey(prefix)) {
                return prefix;
            }
        }
        return report.containsKey("") ? "" : null;
    }

    private static int month(Hour hour) {
        LocalDate day = LocalDate.ofEpochDay(hour.day());
        return day.getYear() * MONTHS_A_YEAR + day.getMonthValue() - 1;
    }

    private static String reportRow(long time, String prefix) {
        return REPORT + Long.toString(time) + '\n' + prefix;
    }

    /** The text of a folder that is known to contain an object directly; without this, the object may be in a folder below. */
    public static String exact(String folder) {
        return folder + EXACT;
    }

    @Override
    public void load(HistoryRows rows) {
        ROWS.forEach(letter -> rows.happenings().scan(letter, this::restore));
        HOUR_ROWS.forEach(letter -> rows.hours().scan(letter, this::restore));
    }

    @Override
    public void save(HistoryRows rows) {
        drain(rows.happenings()::put, rows.hours()::put);
    }

    /** Puts back a row. */
    void restore(String name, byte[] row) {
        String rest = name.substring(1);
        switch (name.charAt(0)) {
            case REPORT -> {
                int end = rest.indexOf('\n');
                reports.computeIfAbsent(Long.parseLong(rest.substring(0, end)), key -> new TreeMap<>())
                        .put(rest.substring(end + 1), size(row));
            }
            case WRITES -> writes.put(rest, readWrites(row));
            case READS -> reads.put(rest, ReadMonths.decode(row));
            case HOUR -> open.put(Long.parseLong(rest), OpenAccessHour.decode(row));
            case AccessHistory.FINAL -> accessHistory.restore(row);
            case AccessHistory.HOUR -> accessHistory.restore(Long.parseLong(rest), row);
            case AccessHistory.LOGGED_HOUR -> accessHistory.restoreLogged(Long.parseLong(rest), row);
            default -> readSummary(row);
        }
    }

    /** Passes the rows that changed since the last call; null for a row to delete. */
    void drain(RowWriter rows, RowWriter hourRows) {
        changed.forEach(name -> rows.write(name, row(name)));
        changed.clear();
        changedHours.forEach(number -> {
            OpenAccessHour hour = open.get(number);
            hourRows.write(HOUR + Long.toString(number), hour == null ? null : hour.encode());
        });
        changedHours.clear();
        accessHistory.drain(rows, hourRows);
    }

    private byte @Nullable [] row(String name) {
        String rest = name.substring(1);
        switch (name.charAt(0)) {
            case REPORT -> {
                int end = rest.indexOf('\n');
                PrefixSize size = reports.getOrDefault(Long.parseLong(rest.substring(0, end)), new TreeMap<>())
                        .get(rest.substring(end + 1));
                return size == null ? null : reportRow(size);
            }
            case WRITES -> {
                NavigableMap<Long, Long> later = writes.get(rest);
                return later == null ? null : writeWrites(later);
            }
            case READS -> {
                ReadMonths months = reads.get(rest);
                return months == null ? null : months.encode();
            }
            default -> {
                return used == null && countedFrom == NEVER ? null : writeSummary();
            }
        }
    }

    private static byte[] reportRow(PrefixSize size) {
        byte[] bytes = size.toByteArray();
        byte[] row = new byte[bytes.length + 1];
        row[0] = VERSION;
        System.arraycopy(bytes, 0, row, 1, bytes.length);
        return row;
    }

    private static PrefixSize size(byte[] row) {
        requireVersion(row[0]);
        try {
            return PrefixSize.parseFrom(Arrays.copyOfRange(row, 1, row.length));
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException("a row is not complete", e);
        }
    }

    private static byte[] writeWrites(Map<Long, Long> later) {
        RowBuffer row = RowBuffer.ofSize(16 * later.size() + 4);
        row.putByte(VERSION);
        row.putNumber(later.size());
        later.forEach((key, written) -> {
            row.putLong(key);
            row.putNumber(written);
        });
        return row.toBytes();
    }

    private static NavigableMap<Long, Long> readWrites(byte[] stored) {
        RowBuffer row = RowBuffer.of(stored);
        requireVersion(row.getByte());
        TreeMap<Long, Long> later = new TreeMap<>();
        int count = (int) row.getNumber();
        for (int index = 0; index < count; index++) {
            later.put(row.getLong(), row.getNumber());
        }
        return later;
    }

    private byte[] writeSummary() {
        RowBuffer row = RowBuffer.ofSize(128);
        boolean hasLogs = !logged.isEmpty() || !activeInLogs.isEmpty();
        row.putByte(hasLogs ? SUMMARY_VERSION : SUMMARY_WITHOUT_LOGS);
        row.putLong(countedFrom);
        Long report = used;
        row.putByte(report == null ? 0 : 1);
        row.putNumber(report == null ? 0 : report);
        writeMonths(row, observed, active);
        if (hasLogs) {
            writeMonths(row, logged, activeInLogs);
        }
        return row.toBytes();
    }

    private static void writeMonths(RowBuffer row, Map<Integer, Integer> hoursOfMonths, Set<Integer> activeMonths) {
        row.putNumber(hoursOfMonths.size());
        hoursOfMonths.forEach((month, hours) -> {
            row.putNumber(month);
            row.putNumber(hours);
        });
        row.putNumber(activeMonths.size());
        activeMonths.stream().sorted().forEach(row::putNumber);
    }

    private static void readMonths(RowBuffer row, Map<Integer, Integer> hoursOfMonths, Set<Integer> activeMonths) {
        int months = (int) row.getNumber();
        for (int index = 0; index < months; index++) {
            hoursOfMonths.put((int) row.getNumber(), (int) row.getNumber());
        }
        int count = (int) row.getNumber();
        for (int index = 0; index < count; index++) {
            activeMonths.add((int) row.getNumber());
        }
    }

    private void readSummary(byte[] stored) {
        RowBuffer row = RowBuffer.of(stored);
        int version = row.getByte();
        if (version < VERSION || version > SUMMARY_VERSION) {
            throw RowBuffer.unknownFormat("what is known of a bucket has", version);
        }
        countedFrom = version >= SUMMARY_WITHOUT_LOGS ? row.getLong() : ALWAYS;
        boolean isUsed = version == VERSION || row.getByte() == 1;
        long report = row.getNumber();
        used = isUsed ? Long.valueOf(report) : null;
        readMonths(row, observed, active);
        if (version == SUMMARY_VERSION) {
            readMonths(row, logged, activeInLogs);
        }
    }

    private static void requireVersion(int version) {
        if (version != VERSION) {
            throw RowBuffer.unknownFormat("the contents of a bucket have", version);
        }
    }

    /** An access with its object, and for how many it stands. */
    private record Counted(long key, Accesses accesses, ObjectEvent event, double scale) {}

    /**
     * Where an object may belong: to the longest prefix that contains its folder, or to a longer one that may contain it, as its folder
     * is not known exactly.
     */
    private final class Place {

        private final @Nullable String longest;
        private final List<String> below;

        Place(@Nullable String longest, List<String> below) {
            this.longest = longest;
            this.below = below;
        }

        @Nullable
        String longest() {
            return longest;
        }

        List<String> below() {
            return below;
        }

        boolean isCertain() {
            return below.isEmpty();
        }

        /** The prefix that has the object in its sample; null if none has. */
        @Nullable
        String owner(long key) {
            if (longest != null && written(longest, key).isPresent()) {
                return longest;
            }
            for (String prefix : below) {
                if (written(prefix, key).isPresent()) {
                    return prefix;
                }
            }
            return null;
        }
    }
}
