package dev.gleaner.analyzer.profile.gpu;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Consecutive hours of one GPU, oldest first, as they are stored: the mean utilization in steps of 0.002 %, the peak of the used
 * memory rounded up to MiB. An hour without readings is absent, not idle.
 */
public final class HourlyGpuWindow {

    static final int ABSENT = -1;

    /** Code of a mean utilization that no reading contained. */
    static final char NO_UTILIZATION = 0xffff;

    private static final int CODES_PER_PERCENT = 500;
    private static final int MIB_BITS = 20;

    private final String uuid;
    private final String name;
    private final long memoryTotal;
    private final byte[] states;
    private final int[] readings;
    private final char[] utilizations;
    private final int[] memories;

    /** All absent. */
    HourlyGpuWindow(String uuid, String name, long memoryTotal, int hours) {
        this.uuid = uuid;
        this.name = name;
        this.memoryTotal = memoryTotal;
        this.states = new byte[hours];
        this.readings = new int[hours];
        this.utilizations = new char[hours];
        this.memories = new int[hours];
        Arrays.fill(states, (byte) ABSENT);
        Arrays.fill(utilizations, NO_UTILIZATION);
        Arrays.fill(memories, ABSENT);
    }

    /** All absent, of a GPU that is not described. */
    static HourlyGpuWindow ofUnknown(int hours) {
        return new HourlyGpuWindow("", "", ABSENT, hours);
    }

    /** Of the GPU. */
    public String uuid() {
        return uuid;
    }

    /** Of its model; empty when it is not known. */
    public String name() {
        return name;
    }

    /** Its memory, bytes; negative when it is not known. */
    public long memoryTotal() {
        return memoryTotal;
    }

    /** Number of hours. */
    public int hours() {
        return states.length;
    }

    /** Whether any hour has readings. */
    public boolean isRead() {
        return IntStream.range(0, states.length).anyMatch(this::isRead);
    }

    /** Whether the hour at an index has readings. */
    public boolean isRead(int index) {
        return states[index] != ABSENT;
    }

    /** The highest state of any reading of an hour that has readings. */
    public GpuState state(int index) {
        return GpuState.of(states[index]);
    }

    /** Number of readings. */
    public int readings(int index) {
        return readings[index];
    }

    /** Whether any reading of the hour has a utilization. */
    public boolean hasUtilization(int index) {
        return utilizations[index] != NO_UTILIZATION;
    }

    /** Mean utilization, percent; only if any reading has one. */
    public double utilization(int index) {
        return (double) utilizations[index] / CODES_PER_PERCENT;
    }

    /** Highest used memory, bytes; negative when no reading has one. */
    public long memoryUsed(int index) {
        return memories[index] < 0 ? ABSENT : (long) memories[index] << MIB_BITS;
    }

    /** The code of a mean utilization, percent. */
    static char toUtilizationCode(double percent) {
        return (char) Math.min(NO_UTILIZATION - 1, Math.round(percent * CODES_PER_PERCENT));
    }

    /** Bytes in MiB, rounded up. */
    static int toMebibytes(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, (bytes + (1L << MIB_BITS) - 1) >> MIB_BITS);
    }

    char utilizationCode(int index) {
        return utilizations[index];
    }

    int mebibytes(int index) {
        return memories[index];
    }

    void set(int index, GpuState state, int count, char utilizationCode, int mebibytes) {
        states[index] = (byte) state.code();
        readings[index] = count;
        utilizations[index] = utilizationCode;
        memories[index] = mebibytes;
    }
}
