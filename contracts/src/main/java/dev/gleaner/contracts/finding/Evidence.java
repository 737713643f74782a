package dev.gleaner.contracts.finding;

import org.jspecify.annotations.Nullable;

/**
 * A measured value that a finding rests on.
 *
 * @param unit percent, bytes, hours, ...
 * @param threshold value that it was compared with; absent when there is none
 * @param samples number of points (hours, days) that it rests on
 * @param coverage share of the expected points that were present, 0 to 1
 */
public record Evidence(
        String name, double value, String unit, @Nullable Double threshold, long samples, double coverage) {

    /**
     * Name of the evidence with the measured days of a resource. Below its threshold, work that comes once a month may be unknown, so that
     * a remedy is not approved automatically.
     */
    public static final String HISTORY = "history";

    /**
     * Name of the evidence with the days in which the memory of an instance is known. Below its threshold the instance may need more memory
     * than a smaller type has, so that a remedy is not approved automatically.
     */
    public static final String MEMORY_DAYS = "days with memory";

    /**
     * Name of the evidence with the hours in which the operations on the volumes of an instance are known. Below its threshold it may read or
     * write its volumes all the time, so that a remedy is not approved automatically.
     */
    public static final String DISK_HOURS = "known hours of disk operations";

    /**
     * Name of the evidence with the bytes that an instance moves in each hour although nothing is at work on it. It may be a member of a quiet
     * cluster, so that a remedy is not approved automatically.
     */
    public static final String BACKGROUND_TRAFFIC = "background traffic";

    /** Whether it has a threshold, and its value is below that. */
    public boolean fallsShort() {
        return threshold != null && value < threshold;
    }
}
