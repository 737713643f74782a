package dev.gleaner.analyzer.profile.prefix;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RowBuffer;
import dev.gleaner.contracts.signal.ObjectHistogramBins;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The reads of the objects of a prefix by month and age, in sums that estimate all reads. The reads of a day are added to its month
 * when the day has ended, so that what a rule sees changes once a day.
 */
final class ReadMonths {

    private static final int BINS = ObjectHistogramBins.ageSteps().size();
    private static final int VERSION = 1;

    /** Columns after the requests and the bytes of each age step. */
    private static final int UNKNOWN_REQUESTS = 2 * BINS;

    private static final int UNKNOWN_BYTES = UNKNOWN_REQUESTS + 1;

    /** Requests that may have been for objects of the prefix or for others. */
    private static final int DOUBTFUL = UNKNOWN_BYTES + 1;

    private static final int COLUMNS = DOUBTFUL + 1;

    /** Observed hours without which a half of the months is not compared with the other one. */
    private static final int LEAST_OF_HALF = 10 * Hour.PER_DAY;

    private final TreeMap<Integer, double[]> months = new TreeMap<>();
    private final double[] today = new double[COLUMNS];
    private int sinceMonth;
    private int hoursBefore;

    private ReadMonths() {}

    /**
     * A prefix that reports show from an hour on.
     *
     * @param sinceMonth number of the month of that hour
     * @param hoursBefore observed hours of that month before it
     */
    static ReadMonths since(int sinceMonth, int hoursBefore) {
        ReadMonths blank = new ReadMonths();
        blank.sinceMonth = sinceMonth;
        blank.hoursBefore = hoursBefore;
        return blank;
    }

    /** Adds reads of objects of an age. */
    void add(int bin, double requests, double bytes) {
        today[bin] += requests;
        today[BINS + bin] += bytes;
    }

    /** Adds reads of objects whose age is not known. */
    void addUnknown(double requests, double bytes) {
        today[UNKNOWN_REQUESTS] += requests;
        today[UNKNOWN_BYTES] += bytes;
    }

    /** Adds reads that may have been of objects of another prefix. */
    void addDoubtful(double requests) {
        today[DOUBTFUL] += requests;
    }

    /** Ends a day of a month, and forgets the months before {@code oldest}; returns whether anything changed. */
    boolean endDay(int month, int oldest) {
        boolean changed = !months.headMap(oldest).isEmpty();
        months.headMap(oldest).clear();
        if (Arrays.stream(today).anyMatch(amount -> amount > 0)) {
            add(months.computeIfAbsent(month, key -> new double[COLUMNS]), today);
            Arrays.fill(today, 0);
            changed = true;
        }
        return changed;
    }

    /** Adds all reads of another prefix, which no longer exists. */
    void merge(ReadMonths other) {
        other.months.forEach((month, sums) -> add(months.computeIfAbsent(month, key -> new double[COLUMNS]), sums));
        add(today, other.today);
    }

    /**
     * What was read in the kept months, without the day that has not ended.
     *
     * @param observedHours hours of each month in which reads were recorded
     */
    ReadsByAge total(NavigableMap<Integer, Integer> observedHours) {
        TreeMap<Integer, Integer> hours = new TreeMap<>(observedHours.tailMap(sinceMonth, true));
        hours.computeIfPresent(sinceMonth, (month, observed) -> Math.max(0, observed - hoursBefore));
        return sum(months, hours).with(halves(hours));
    }

    /** The older and the newer of the observed months, with as many hours each as whole months allow. */
    private List<ReadsByAge> halves(NavigableMap<Integer, Integer> hours) {
        int all = sum(hours);
        return hours.keySet().stream()
                .min(Comparator.comparingInt(month -> Math.abs(2 * sum(hours.headMap(month)) - all)))
                .filter(middle -> Math.min(sum(hours.headMap(middle)), sum(hours.tailMap(middle))) >= LEAST_OF_HALF)
                .map(middle -> List.of(
                        sum(months.headMap(middle), hours.headMap(middle)),
                        sum(months.tailMap(middle), hours.tailMap(middle))))
                .orElse(List.of());
    }

    private static int sum(SortedMap<Integer, Integer> hours) {
        return hours.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static ReadsByAge sum(SortedMap<Integer, double[]> months, SortedMap<Integer, Integer> hours) {
        double[] sums = new double[COLUMNS];
        months.values().forEach(month -> add(sums, month));
        return new ReadsByAge(
                Arrays.stream(sums, 0, BINS).boxed().toList(),
                Arrays.stream(sums, BINS, UNKNOWN_REQUESTS).boxed().toList(),
                sums[UNKNOWN_REQUESTS],
                sums[UNKNOWN_BYTES],
                sums[DOUBTFUL],
                sum(hours) / Hour.PER_DAY);
    }

    byte[] encode() {
        RowBuffer row = RowBuffer.ofSize(512);
        row.putByte(VERSION);
        row.putNumber(sinceMonth);
        row.putNumber(hoursBefore);
        write(row, today);
        row.putNumber(months.size());
        for (Map.Entry<Integer, double[]> month : months.entrySet()) {
            row.putNumber(month.getKey());
            write(row, month.getValue());
        }
        return row.toBytes();
    }

    static ReadMonths decode(byte[] stored) {
        RowBuffer row = RowBuffer.of(stored);
        int version = row.getByte();
        if (version != VERSION) {
            throw RowBuffer.unknownFormat("the reads of a prefix have", version);
        }
        ReadMonths reads = since((int) row.getNumber(), (int) row.getNumber());
        read(row, reads.today);
        int count = (int) row.getNumber();
        for (int index = 0; index < count; index++) {
            double[] sums = new double[COLUMNS];
            reads.months.put((int) row.getNumber(), sums);
            read(row, sums);
        }
        return reads;
    }

    /** Columns that are not 0, as bits, and these. */
    private static void write(RowBuffer row, double[] sums) {
        long present = 0;
        for (int column = 0; column < COLUMNS; column++) {
            present |= sums[column] == 0 ? 0 : 1L << column;
        }
        row.putLong(present);
        for (double sum : sums) {
            if (sum != 0) {
                row.putLong(Double.doubleToLongBits(sum));
            }
        }
    }

    private static void read(RowBuffer row, double[] sums) {
        long present = row.getLong();
        for (int column = 0; column < COLUMNS; column++) {
            sums[column] = (present >>> column & 1) == 0 ? 0 : Double.longBitsToDouble(row.getLong());
        }
    }

    private static void add(double[] sums, double[] more) {
        for (int column = 0; column < COLUMNS; column++) {
            sums[column] += more[column];
        }
    }
}
