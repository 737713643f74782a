package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.Hour;
import java.util.Arrays;
import java.util.BitSet;

/**
 * CPU and network of an instance by five minutes, in consecutive hours of which some can still change. Of an hour whose points have
 * settled only sums are kept: its parts have the mean and the maximum of the hour, and equal shares of its bytes.
 */
public final class InstanceParts {

    private final Hour from;
    private final int hours;
    private final double[] cpuSums;
    private final int[] cpuCounts;
    private final double[] cpuMaxima;
    private final double[] bytes;
    private final BitSet in = new BitSet();
    private final BitSet out = new BitSet();

    /** All absent. */
    InstanceParts(Hour from, int hours) {
        int parts = hours * InstanceHours.PARTS;
        this.from = from;
        this.hours = hours;
        this.cpuSums = new double[parts];
        this.cpuCounts = new int[parts];
        this.cpuMaxima = new double[parts];
        this.bytes = new double[parts];
        Arrays.fill(cpuMaxima, Double.NaN);
    }

    /** The first hour. */
    public Hour from() {
        return from;
    }

    /** Number of parts. */
    public int size() {
        return hours * InstanceHours.PARTS;
    }

    /** Whether a part has points of CPU and of both directions of the network. */
    public boolean isMeasured(int part) {
        return cpuCounts[part] > 0 && in.get(part) && out.get(part);
    }

    /** Mean CPU, percent; not a number if it has no points. */
    public double cpuMean(int part) {
        return cpuCounts[part] == 0 ? Double.NaN : cpuSums[part] / cpuCounts[part];
    }

    /** Maximum CPU, percent; not a number if it has no points. */
    public double cpuMaximum(int part) {
        return cpuMaxima[part];
    }

    /** Bytes in and out; 0 if it has no points. */
    public double networkBytes(int part) {
        return bytes[part];
    }

    /** Adds a point of CPU, percent, to a part. */
    void addCpu(int part, double mean, double maximum) {
        cpuSums[part] += mean;
        cpuCounts[part]++;
        cpuMaxima[part] = Double.isNaN(cpuMaxima[part]) ? maximum : Math.max(cpuMaxima[part], maximum);
    }

    /** Adds bytes in one direction to a part. */
    void addBytes(int part, InstanceMetric direction, double number) {
        bytes[part] += number;
        (direction == InstanceMetric.NETWORK_IN ? in : out).set(part);
    }

    /** Adds an hour of which only sums are kept; only the first parts count as measured, as it is not known which are. */
    void addHour(int index, InstanceHours one) {
        int first = index * InstanceHours.PARTS;
        for (int part = 0; part < one.cpuParts(0) && one.hasCpu(0); part++) {
            addCpu(first + part, one.cpuMean(0), one.cpuMaximum(0));
        }
        for (int part = 0; part < one.networkParts(0) && one.hasNetwork(0); part++) {
            addBytes(first + part, InstanceMetric.NETWORK_IN, one.networkBytes(0) / InstanceHours.PARTS);
            addBytes(first + part, InstanceMetric.NETWORK_OUT, 0);
        }
    }
}
