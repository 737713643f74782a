package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reports that someone or something is at work on an instance, whatever its metrics show: the hours of those that are kept, and
 * the report that ends last. The same reports and withdrawals in another order, or twice, give the same, as long as they come before their
 * hour is final.
 *
 * <p>A withdrawal ends every report that was received in its hour or before, at the end of its hour. Whole hours make that the same in any
 * order: a report that was received later in the hour of the withdrawal ends with that hour too, and whoever repeats reports is counted again
 * with the first report of the next hour.
 */
final class ReportedWork {

    /** Time for which a report can hold, so that one with a wrong end costs no more. The collector accepts no longer ones. */
    static final Duration LONGEST = Duration.ofDays(7);

    /** Number of the hour that the first bit stands for; meaningless without any. */
    private long first;

    private BitSet hours = new BitSet();

    /**
     * By the first hours of reports the last hours of those that end last, as far as they are withdrawn: what a withdrawal needs. The hours
     * up to the last final one are left out, so that a report that began there counts from the hour after it.
     */
    private final NavigableMap<Long, Long> ends = new TreeMap<>();

    /** Hours in which reports were withdrawn, after the last final one. */
    private final NavigableSet<Long> withdrawn = new TreeSet<>();

    /**
     * Reports as they were received, by their first hour. Each ends before the one before it: any other ends no later than one that began in a
     * later hour, whatever is withdrawn, and so is never the last.
     */
    private final List<Report> candidates = new ArrayList<>(1);

    /**
     * A report.
     *
     * @param from when it was received, epoch milliseconds
     * @param until when it ends, epoch milliseconds
     * @param what is at work, for a person
     */
    record Report(long from, long until, String what) {

        private static final Comparator<Report> BY_END = Comparator.comparingLong(Report::until)
                .thenComparingLong(Report::from)
                .thenComparing(Report::what);

        Hour firstHour() {
            return Hour.of(from);
        }

        Hour lastHour() {
            return Hour.knowing(until);
        }
    }

    /** From what {@link #write} wrote, without what {@link #readWithdrawable} reads. */
    static ReportedWork read(RowBuffer row) {
        ReportedWork work = new ReportedWork();
        Report last = readReport(row);
        work.candidates.add(last);
        work.ends.put(last.firstHour().number(), last.lastHour().number());
        work.first = row.getNumber();
        long[] words = new long[(int) row.getNumber()];
        for (int index = 0; index < words.length; index++) {
            words[index] = row.getLong();
        }
        work.hours = BitSet.valueOf(words);
        return work;
    }

    /** Writes what earlier versions read, which know of no withdrawals: the hours, and the report that ends last. There must be one. */
    void write(RowBuffer row) {
        Report report = last();
        if (report == null) {
            throw new IllegalStateException("there is no report");
        }
        writeReport(row, report);
        row.putNumber(first);
        long[] words = hours.toLongArray();
        row.putNumber(words.length);
        for (long word : words) {
            row.putLong(word);
        }
    }

    private static Report readReport(RowBuffer row) {
        return new Report(row.getNumber(), row.getNumber(), row.getText());
    }

    private static void writeReport(RowBuffer row, Report report) {
        row.putNumber(report.from());
        row.putNumber(report.until());
        row.putText(report.what());
    }

    /** Reads what {@link #writeWithdrawable} wrote. */
    void readWithdrawable(RowBuffer row) {
        for (long hour : readAscending(row)) {
            withdrawn.add(hour);
        }
        ends.clear();
        long[] starts = readAscending(row);
        long[] lengths = starts.length == 0 ? starts : row.getNumbers(starts.length);
        for (int index = 0; index < starts.length; index++) {
            ends.put(starts[index], starts[index] + lengths[index]);
        }
        int count = (int) row.getNumber();
        if (count > 0) {
            candidates.clear();
        }
        for (int index = 0; index < count; index++) {
            candidates.add(readReport(row));
        }
    }

    /** Writes what a withdrawal needs; without it a withdrawal ends all that is known. */
    void writeWithdrawable(RowBuffer row) {
        writeAscending(row, withdrawn);
        writeAscending(row, ends.keySet());
        if (!ends.isEmpty()) {
            row.putNumbers(ends.entrySet().stream()
                    .mapToLong(hour -> hour.getValue() - hour.getKey())
                    .toArray());
        }
        boolean isWritten = candidates.isEmpty()
                || (candidates.size() == 1 && candidates.get(0).equals(last()));
        row.putNumber(isWritten ? 0 : candidates.size());
        if (!isWritten) {
            candidates.forEach(report -> writeReport(row, report));
        }
    }

    private static long[] readAscending(RowBuffer row) {
        long[] numbers = new long[(int) row.getNumber()];
        if (numbers.length > 0) {
            numbers[0] = row.getNumber();
        }
        if (numbers.length > 1) {
            long[] steps = row.getNumbers(numbers.length - 1);
            for (int index = 1; index < numbers.length; index++) {
                numbers[index] = numbers[index - 1] + steps[index - 1];
            }
        }
        return numbers;
    }

    private static void writeAscending(RowBuffer row, Collection<Long> ascending) {
        long[] numbers = ascending.stream().mapToLong(Long::longValue).toArray();
        row.putNumber(numbers.length);
        if (numbers.length > 0) {
            row.putNumber(numbers[0]);
        }
        if (numbers.length > 1) {
            row.putNumbers(IntStream.range(1, numbers.length)
                    .mapToLong(index -> numbers[index] - numbers[index - 1])
                    .toArray());
        }
    }

    /** Whether there is no report in the time that is kept. */
    boolean isEmpty() {
        return candidates.isEmpty();
    }

    /** Whether there is anything that a withdrawal needs, or a report that comes after one. */
    boolean isWithdrawable() {
        return !candidates.isEmpty() || !withdrawn.isEmpty();
    }

    /**
     * Adds a report.
     *
     * @param closed the newest final hour, which it does not change; null for none
     * @return whether anything changed
     */
    boolean add(Report report, @Nullable Hour closed) {
        long from = report.firstHour().number();
        if (closed != null && closed.number() >= from) {
            from = closed.number() + 1;
        }
        long last = report.lastHour().number();
        if (from > last) {
            return false;
        }
        boolean isChanged = addCandidate(report);
        Long withdrawal = withdrawn.ceiling(from);
        last = withdrawal == null ? last : Math.min(last, withdrawal);
        Long before = ends.get(from);
        if (before == null || before < last) {
            ends.put(from, last);
            set(from, last + 1);
            isChanged = true;
        }
        close(closed);
        return isChanged;
    }

    /** Adds a report that may be the one that ends last; returns whether it may. */
    private boolean addCandidate(Report report) {
        Hour hour = report.firstHour();
        int index = 0;
        while (index < candidates.size() && candidates.get(index).firstHour().isBefore(hour)) {
            index++;
        }
        if (index < candidates.size() && isNoLater(report, candidates.get(index))) {
            return false;
        }
        if (index < candidates.size() && candidates.get(index).firstHour().equals(hour)) {
            candidates.remove(index);
        }
        candidates.add(index, report);
        for (; index > 0 && candidates.get(index - 1).until() <= report.until(); index--) {
            candidates.remove(index - 1);
        }
        return true;
    }

    /** Whether a report is never the last because of one that was received in the same hour or a later one. */
    private static boolean isNoLater(Report report, Report other) {
        return report.firstHour().equals(other.firstHour())
                ? Report.BY_END.compare(report, other) <= 0
                : report.until() <= other.until();
    }

    /**
     * Withdraws the reports that were received in an hour or before.
     *
     * @param hour in which the withdrawal was received, which is not final
     * @param closed the newest final hour; null for none
     * @return whether anything changed
     */
    boolean withdraw(Hour hour, @Nullable Hour closed) {
        if (!withdrawn.add(hour.number())) {
            return false;
        }
        ends.headMap(hour.number(), true).replaceAll((from, last) -> Math.min(last, hour.number()));
        int end = (int) Math.max(0, hour.number() + 1 - first);
        if (end < hours.length()) {
            hours.clear(end, hours.length());
        }
        ends.tailMap(hour.number(), false).forEach((from, last) -> set(from, last + 1));
        close(closed);
        return true;
    }

    /** Keeps of the hours up to a final one only which of them were reported to be at work: no withdrawal changes them any more. */
    void close(@Nullable Hour closed) {
        if (closed == null) {
            return;
        }
        NavigableMap<Long, Long> begun = ends.headMap(closed.number(), true);
        long last = begun.values().stream().mapToLong(Long::longValue).max().orElse(Long.MIN_VALUE);
        begun.clear();
        if (last > closed.number()) {
            ends.merge(closed.number() + 1, last, Math::max);
        }
        closeCandidates(closed);
        withdrawn.headSet(closed.number(), true).clear();
    }

    /** Leaves out reports that have ended, unless the last one has: nothing makes one of the others the last again. */
    private void closeCandidates(Hour closed) {
        Report last = last();
        if (last == null) {
            return;
        }
        candidates.removeIf(report -> !closed.isBefore(untilWithdrawn(report).lastHour()));
        if (candidates.isEmpty()) {
            candidates.add(last);
        }
    }

    private void set(long from, long end) {
        if (hours.isEmpty()) {
            first = from;
        } else if (from < first) {
            move(from);
        }
        hours.set((int) (from - first), (int) (end - first));
    }

    /** Lets the first bit stand for an earlier hour. */
    private void move(long number) {
        int shift = (int) (first - number);
        BitSet moved = new BitSet();
        hours.stream().forEach(index -> moved.set(index + shift));
        hours = moved;
        first = number;
    }

    /** Forgets hours before one; returns whether anything changed. */
    boolean forgetBefore(Hour oldest) {
        int count = (int) Math.max(0, Math.min(hours.length(), oldest.number() - first));
        if (candidates.isEmpty() || count == 0) {
            return false;
        }
        BitSet kept = hours.get(count, hours.length());
        if (kept.isEmpty()) {
            candidates.clear();
            hours = kept;
            return true;
        }
        int leading = kept.nextSetBit(0);
        hours = kept.get(leading, kept.length());
        first += count + leading;
        return true;
    }

    /** Which of a number of hours were reported to be at work; bit 0 is the first of them. */
    BitSet in(Hour from, int count) {
        BitSet found = new BitSet(count);
        for (int index = hours.nextSetBit((int) Math.max(0, Math.min(Integer.MAX_VALUE, from.number() - first)));
                index >= 0 && first + index < from.number() + count;
                index = hours.nextSetBit(index + 1)) {
            found.set((int) (first + index - from.number()));
        }
        return found;
    }

    /** The report that ends last, or was received last of those that do, until it was withdrawn; null if there is none. */
    @Nullable
    Report last() {
        Report last = null;
        for (Report candidate : candidates) {
            Report report = untilWithdrawn(candidate);
            last = last == null || last.until() <= report.until() ? report : last;
        }
        return last;
    }

    private Report untilWithdrawn(Report report) {
        Long hour = withdrawn.ceiling(report.firstHour().number());
        return hour == null
                ? report
                : new Report(report.from(), Math.min(report.until(), new Hour(hour).endMillis()), report.what());
    }
}
