package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Reports that someone or something is at work on an instance, whatever its metrics show: the hours of those that are kept, and
 * the report that ends last. The same reports in another order, or twice, give the same.
 */
final class ReportedWork {

    /** Time for which a report can hold, so that one with a wrong end costs no more. The collector accepts no longer ones. */
    static final Duration LONGEST = Duration.ofDays(7);

    /** Number of the hour that the first bit stands for; meaningless without any. */
    private long first;

    private BitSet hours = new BitSet();

    private @Nullable Report last;

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

    /** From what {@link #write} wrote. */
    static ReportedWork read(RowBuffer row) {
        ReportedWork work = new ReportedWork();
        work.last = new Report(row.getNumber(), row.getNumber(), row.getText());
        work.first = row.getNumber();
        long[] words = new long[(int) row.getNumber()];
        for (int index = 0; index < words.length; index++) {
            words[index] = row.getLong();
        }
        work.hours = BitSet.valueOf(words);
        return work;
    }

    /** Writes reports, of which there must be one at least. */
    void write(RowBuffer row) {
        Report report = last;
        if (report == null) {
            throw new IllegalStateException("there is no report");
        }
        row.putNumber(report.from());
        row.putNumber(report.until());
        row.putText(report.what());
        row.putNumber(first);
        long[] words = hours.toLongArray();
        row.putNumber(words.length);
        for (long word : words) {
            row.putLong(word);
        }
    }

    /** Whether there is no report in the time that is kept. */
    boolean isEmpty() {
        return last == null;
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
        long end = report.lastHour().number() + 1;
        if (from >= end) {
            return false;
        }
        Report before = last;
        boolean isLast = before == null || Report.BY_END.compare(before, report) < 0;
        if (isLast) {
            last = report;
        }
        return set(from, end) || isLast;
    }

    private boolean set(long from, long end) {
        if (hours.isEmpty()) {
            first = from;
        } else if (from < first) {
            move(from);
        }
        int start = (int) (from - first);
        int stop = (int) (end - first);
        boolean isChanged = hours.nextClearBit(start) < stop;
        hours.set(start, stop);
        return isChanged;
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
        if (last == null || count == 0) {
            return false;
        }
        BitSet kept = hours.get(count, hours.length());
        if (kept.isEmpty()) {
            last = null;
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

    /** The report that ends last; null if there is none. */
    @Nullable
    Report last() {
        return last;
    }
}
