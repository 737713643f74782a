package dev.gleaner.analyzer.profile.instance;

import java.util.DoubleSummaryStatistics;
import java.util.stream.DoubleStream;

/**
 * Rounds hourly values to the codes that are stored. A value is rounded to the nearest code, unless a limit of a rule lies
 * between both: then to the nearest code on its own side of the limit. So a stored hour compares with each limit as the exact
 * one does, if limits are at least a step apart.
 *
 * <p>The mean CPU has steps of 0.002 %, the maximum and the mean of the busiest hour of a day of 0.5 %, and bytes are exact up to
 * 2,047 and within 0.05 % above.
 */
public final class HourQuantizer {

    /** Code of a mean or of bytes that were not measured. */
    static final char ABSENT = 0xffff;

    /** Code of a maximum, or of the busiest hour of a day, that was not measured. */
    static final byte ABSENT_MAXIMUM = (byte) 0xff;

    private static final double MEANS_PER_PERCENT = 500;
    private static final double MAXIMA_PER_PERCENT = 2;
    private static final int LARGEST = ABSENT - 1;
    private static final int LARGEST_MAXIMUM = 0xfe;
    private static final int EXACT = 2048;
    private static final int CODES_PER_EXPONENT = EXACT / 2;

    /** The bits of the number {@link #EXACT} as a double, and how many bits of a fraction a code leaves out. */
    private static final long FIRST_ROUNDED = Double.doubleToRawLongBits(EXACT);

    private static final int FRACTION_BITS = 42;

    private final Limits limits;

    /** Respects these limits. */
    public HourQuantizer(Limits limits) {
        this.limits = limits;
    }

    /**
     * Values with which rules compare hours.
     *
     * @param mean CPU, percent
     * @param maximum CPU, percent
     * @param bytes in and out
     * @param disk operations on volumes
     * @param steady steady traffic
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared or published
    public record Limits(
            double[] mean, double[] maximum, double[] bytes, InstanceDisk.Limits disk, SteadyTraffic steady) {

        /** Without any. */
        public static final Limits NONE = new Limits(new double[0], new double[0], new double[0]);

        /** Without operations on volumes and steady traffic. */
        public Limits(double[] mean, double[] maximum, double[] bytes) {
            this(mean, maximum, bytes, InstanceDisk.Limits.NONE, SteadyTraffic.NONE);
        }
    }

    /**
     * What makes the network traffic of an hour steady, as that of an agent that sends the same every few seconds and gets little back. It is
     * told of hours whose five minutes are all measured.
     *
     * @param least bytes in and out within the hour; less is not told apart from no traffic
     * @param most bytes in and out within the hour
     * @param spread how many times as much as its quietest five minutes its busiest ones may have
     * @param sent least share of the bytes that it sends, 0 to 1
     */
    public record SteadyTraffic(double least, double most, double spread, double sent) {

        /** No hour is steady. */
        public static final SteadyTraffic NONE = new SteadyTraffic(Double.POSITIVE_INFINITY, 0, 1, 1);

        /** Whether an hour with so many bytes may be steady. */
        boolean includes(long in, long out) {
            long all = in + out;
            return all >= least && all <= most && out >= sent * all;
        }

        /** Whether five minutes with so many bytes are alike. */
        boolean areAlike(DoubleStream fiveMinutes) {
            DoubleSummaryStatistics all = fiveMinutes.summaryStatistics();
            return all.getMax() <= spread * all.getMin();
        }
    }

    /** By what the traffic of an hour is steady. */
    SteadyTraffic steady() {
        return limits.steady();
    }

    /** By what an hour of operations on volumes is work. */
    InstanceDisk.Limits disk() {
        return limits.disk();
    }

    /** Whether a mean or a maximum of CPU, percent, reaches the lowest limit of any rule. */
    boolean isWork(double mean, double maximum) {
        return reachesAny(mean, limits.mean()) || reachesAny(maximum, limits.maximum());
    }

    /** Whether bytes in an hour reach the lowest limit of any rule. */
    boolean isWork(double bytes) {
        return reachesAny(bytes, limits.bytes());
    }

    private static boolean reachesAny(double value, double[] limits) {
        return DoubleStream.of(limits).anyMatch(limit -> value >= limit);
    }

    /** The code of a mean, percent. */
    char mean(double percent) {
        int code = (int) Math.min(LARGEST, Math.round(percent * MEANS_PER_PERCENT));
        for (double limit : limits.mean()) {
            code = percent >= limit ? atLeast(code, toMean(code), limit) : below(code, toMean(code), limit);
        }
        return (char) code;
    }

    /** The code of a maximum, percent. */
    byte maximum(double percent) {
        return halfPercents(percent, limits.maximum());
    }

    /** The code of the mean of the busiest hour of a day, percent; it respects the limits of means. */
    byte busiest(double percent) {
        return halfPercents(percent, limits.mean());
    }

    private static byte halfPercents(double percent, double[] limits) {
        int code = (int) Math.min(LARGEST_MAXIMUM, Math.round(percent * MAXIMA_PER_PERCENT));
        for (double limit : limits) {
            double rounded = code / MAXIMA_PER_PERCENT;
            code = percent >= limit ? atLeast(code, rounded, limit) : below(code, rounded, limit);
        }
        return (byte) code;
    }

    /** The code of a number of bytes. */
    char bytes(long bytes) {
        int code = codeOf(bytes);
        for (double limit : limits.bytes()) {
            code = bytes >= limit ? atLeast(code, toBytes(code), limit) : below(code, toBytes(code), limit);
        }
        return (char) code;
    }

    /** The mean of a code, percent. */
    static double toMean(int code) {
        return code / MEANS_PER_PERCENT;
    }

    /** The maximum, or the mean of the busiest hour of a day, of a code, percent. */
    static double toMaximum(byte code) {
        return (code & 0xff) / MAXIMA_PER_PERCENT;
    }

    /** The bytes of a code: a number of eleven bits, times a power of two; thus the leading bits of a double. */
    static double toBytes(int code) {
        return code < EXACT ? code : Double.longBitsToDouble(FIRST_ROUNDED + ((long) (code - EXACT) << FRACTION_BITS));
    }

    private static int codeOf(long bytes) {
        if (bytes < EXACT) {
            return (int) bytes;
        }
        int exponent = Long.SIZE - Long.numberOfLeadingZeros(bytes) - 11;
        // Half of the last digit is added before it is cut off; a carry continues in the next exponent.
        long rounded = bytes + (1L << exponent >> 1);
        int carried = Long.SIZE - Long.numberOfLeadingZeros(rounded) - 11;
        int mantissa = (int) (rounded >> carried);
        return Math.min(LARGEST, EXACT + (carried - 1) * CODES_PER_EXPONENT + mantissa - CODES_PER_EXPONENT);
    }

    private static int atLeast(int code, double rounded, double limit) {
        return rounded >= limit ? code : code + 1;
    }

    private static int below(int code, double rounded, double limit) {
        return rounded < limit ? code : code - 1;
    }
}
