package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.Hour;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * CPU and network of an instance in consecutive hours, oldest first, as they are stored. An hour without points is absent, not
 * zero.
 */
public final class InstanceHours {

    /** Parts of an hour by which its coverage is counted: five minutes each, the coarsest period that EC2 publishes. */
    public static final int PARTS = 12;

    private static final int PART_BITS = 4;
    private static final int PART_MASK = (1 << PART_BITS) - 1;

    /** Stands for all parts of an hour whose network traffic was steady. */
    private static final int STEADY = PARTS + 1;

    private final Hour from;
    private final char[] means;
    private final byte[] maxima;
    private final char[] bytes;
    private final byte[] parts;

    // Decoded on first use: most instances are busy, for which the means are enough.
    private double @Nullable [] cpuMeans;
    private double @Nullable [] cpuMaxima;
    private double @Nullable [] networkBytes;

    /** Of which these hours are a part, and from which index on; decodes for all of its parts. */
    private final @Nullable InstanceHours whole;

    private final int offset;

    /** All absent. */
    InstanceHours(Hour from, int hours) {
        this.from = from;
        this.means = new char[hours];
        this.maxima = new byte[hours];
        this.bytes = new char[hours];
        this.parts = new byte[hours];
        this.whole = null;
        this.offset = 0;
        Arrays.fill(means, HourQuantizer.ABSENT);
        Arrays.fill(maxima, HourQuantizer.ABSENT_MAXIMUM);
        Arrays.fill(bytes, HourQuantizer.ABSENT);
    }

    private InstanceHours(InstanceHours whole, int offset, int hours) {
        this.from = whole.from.plus(offset);
        this.means = Arrays.copyOfRange(whole.means, offset, offset + hours);
        this.maxima = Arrays.copyOfRange(whole.maxima, offset, offset + hours);
        this.bytes = Arrays.copyOfRange(whole.bytes, offset, offset + hours);
        this.parts = Arrays.copyOfRange(whole.parts, offset, offset + hours);
        this.whole = whole;
        this.offset = offset;
    }

    /** Whether all of these hours are among them. */
    boolean covers(Hour first, int number) {
        long index = first.number() - from.number();
        return index >= 0 && index + number <= hours();
    }

    /** Some of the hours. These must not be changed any more. */
    InstanceHours part(Hour first, int number) {
        int index = (int) (first.number() - from.number());
        return index == 0 && number == hours() ? this : new InstanceHours(this, index, number);
    }

    /**
     * Hours of exact values instead of stored ones.
     *
     * @param parts measured parts of CPU and network, as {@link #parts(int, int)} joins them
     */
    static InstanceHours ofExact(
            Hour from, double[] cpuMeans, double[] cpuMaxima, double[] networkBytes, byte[] parts) {
        InstanceHours hours = new InstanceHours(from, parts.length);
        hours.cpuMeans = cpuMeans.clone();
        hours.cpuMaxima = cpuMaxima.clone();
        hours.networkBytes = networkBytes.clone();
        System.arraycopy(parts, 0, hours.parts, 0, parts.length);
        return hours;
    }

    /** The first hour. */
    public Hour from() {
        return from;
    }

    /** Number of hours. */
    public int hours() {
        return means.length;
    }

    /** Whether the hour at an index has points of CPU. */
    public boolean hasCpu(int index) {
        return !Double.isNaN(cpuMean(index));
    }

    /** Mean CPU, percent; not a number if the hour has no points. */
    public double cpuMean(int index) {
        return cpuMeans()[index];
    }

    /** The same of all hours, for loops over them. Not to be changed. */
    public double[] cpuMeans() {
        double[] known = cpuMeans;
        if (known == null && whole != null) {
            known = partOf(whole.cpuMeans());
            cpuMeans = known;
        } else if (known == null) {
            known = new double[means.length];
            for (int hour = 0; hour < known.length; hour++) {
                char code = means[hour];
                known[hour] = code == HourQuantizer.ABSENT ? Double.NaN : HourQuantizer.toMean(code);
            }
            cpuMeans = known;
        }
        return known;
    }

    /** Maximum CPU, percent; not a number if the hour has no points. */
    public double cpuMaximum(int index) {
        return cpuMaxima()[index];
    }

    /** The same of all hours. Not to be changed. */
    public double[] cpuMaxima() {
        double[] known = cpuMaxima;
        if (known == null && whole != null) {
            known = partOf(whole.cpuMaxima());
            cpuMaxima = known;
        } else if (known == null) {
            known = new double[maxima.length];
            for (int hour = 0; hour < known.length; hour++) {
                byte code = maxima[hour];
                known[hour] = code == HourQuantizer.ABSENT_MAXIMUM ? Double.NaN : HourQuantizer.toMaximum(code);
            }
            cpuMaxima = known;
        }
        return known;
    }

    /** Number of the parts of the hour with points of CPU, at most {@link #PARTS}. */
    public int cpuParts(int index) {
        return parts[index] & PART_MASK;
    }

    /** Part of the hour with points of CPU, 0 to 1. */
    public double cpuCoverage(int index) {
        return (double) cpuParts(index) / PARTS;
    }

    /** Whether the hour at an index has points of either direction of the network. */
    public boolean hasNetwork(int index) {
        return !Double.isNaN(networkBytes(index));
    }

    /** Bytes in and out; not a number if the hour has no points of either. */
    public double networkBytes(int index) {
        return networkBytes()[index];
    }

    /** The same of all hours. Not to be changed. */
    public double[] networkBytes() {
        double[] known = networkBytes;
        if (known == null && whole != null) {
            known = partOf(whole.networkBytes());
            networkBytes = known;
        } else if (known == null) {
            known = new double[bytes.length];
            for (int hour = 0; hour < known.length; hour++) {
                char code = bytes[hour];
                known[hour] = code == HourQuantizer.ABSENT ? Double.NaN : HourQuantizer.toBytes(code);
            }
            networkBytes = known;
        }
        return known;
    }

    /** Number of the parts of the hour with points of both directions: the smaller one of both. */
    public int networkParts(int index) {
        return Math.min(PARTS, networkCode(index));
    }

    /** Whether its network traffic was steady, see {@link HourQuantizer.SteadyTraffic}. */
    public boolean isSteady(int index) {
        return networkCode(index) == STEADY;
    }

    private int networkCode(int index) {
        return parts[index] >> PART_BITS & PART_MASK;
    }

    /** Part of the hour with points of both directions, 0 to 1. */
    public double networkCoverage(int index) {
        return (double) networkParts(index) / PARTS;
    }

    private double[] partOf(double[] column) {
        return Arrays.copyOfRange(column, offset, offset + hours());
    }

    char[] means() {
        return means;
    }

    byte[] maxima() {
        return maxima;
    }

    char[] bytes() {
        return bytes;
    }

    byte[] parts() {
        return parts;
    }

    void set(int index, char mean, byte maximum, char network, byte measured) {
        means[index] = mean;
        maxima[index] = maximum;
        bytes[index] = network;
        parts[index] = measured;
    }

    static byte parts(int cpu, int network) {
        return (byte) (cpu | network << PART_BITS);
    }

    /** Those of an hour whose network was measured as a whole, and was steady. */
    static byte partsOfSteady(int cpu) {
        return parts(cpu, STEADY);
    }
}
