package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.profile.gpu.HourlyGpuWindow;
import java.util.List;

/** Use of the GPUs of a host over a window, in one pass over the hours, as each rule needs it in each hour. */
final class GpuUsage {

    private final int gpus;
    private final int hours;
    private int active;
    private int unknown;
    private int held;
    private int present;
    private int hoursWithUtilization;
    private double utilization;
    private long memoryUsed = -1;
    private long memoryTotal = -1;
    private int least;
    private int current;

    private GpuUsage(int gpus, int hours) {
        this.gpus = gpus;
        this.hours = hours;
        this.least = gpus == 0 ? 0 : hours;
    }

    /**
     * Measures the hours that have enough readings.
     *
     * @param readings number of readings below which an hour counts as absent
     * @param silence hours without a reading after which a GPU is no longer current
     */
    static GpuUsage of(List<HourlyGpuWindow> gpus, int hours, int readings, int silence) {
        GpuUsage use = new GpuUsage(gpus.size(), hours);
        for (HourlyGpuWindow gpu : gpus) {
            int before = use.present;
            int last = -1;
            for (int index = 0; index < hours; index++) {
                if (gpu.isRead(index) && gpu.readings(index) >= readings) {
                    use.add(gpu, index);
                    last = index;
                }
            }
            use.memoryTotal = last < 0 ? use.memoryTotal : Math.max(use.memoryTotal, gpu.memoryTotal());
            use.current += last >= 0 && last >= hours - silence ? 1 : 0;
            use.least = Math.min(use.least, use.present - before);
        }
        return use;
    }

    private void add(HourlyGpuWindow gpu, int index) {
        present++;
        switch (gpu.state(index)) {
            case ACTIVE -> active++;
            case UNKNOWN -> unknown++;
            case HELD -> held++;
            case IDLE -> {}
        }
        if (gpu.hasUtilization(index)) {
            hoursWithUtilization++;
            utilization += gpu.utilization(index);
        }
        memoryUsed = Math.max(memoryUsed, gpu.memoryUsed(index));
    }

    /** Number of GPUs with readings. */
    int gpus() {
        return gpus;
    }

    /** Number of GPUs that are still read. */
    int current() {
        return current;
    }

    /** Hours of the window. */
    int hours() {
        return hours;
    }

    /** Hours in which a GPU was active, summed over the GPUs. */
    int activeHours() {
        return active;
    }

    /** Hours whose readings do not show whether a GPU was active, summed over the GPUs. */
    int unknownHours() {
        return unknown;
    }

    /** Hours in which a process held an idle GPU, summed over the GPUs. */
    int heldHours() {
        return held;
    }

    /** Hours with readings, summed over the GPUs. */
    int present() {
        return present;
    }

    /** Share of the window's hours with readings, 0 to 1, of the GPU with the fewest; 0 without GPUs. */
    double coverage() {
        return (double) least / hours;
    }

    /** Mean over the hours with a utilization, percent; not a number when there are none. */
    double utilization() {
        return utilization / hoursWithUtilization;
    }

    /** Highest used memory, bytes; negative when it is not known. */
    long memoryUsed() {
        return memoryUsed;
    }

    /** Memory of the largest GPU, bytes; negative when it is not known. */
    long memoryTotal() {
        return memoryTotal;
    }
}
