package dev.gleaner.analyzer.profile.instance;

import java.util.Set;

/**
 * Used memory of an instance in the last {@link InstanceDays#DAYS_OF_MAXIMA} UTC days that have ended. Of Linux it is the share of the memory
 * that processes use, without caches. Of Windows it is the committed share of memory and page file together, which may be lower than the
 * share of the memory: it can show that a smaller type does not suffice, not that it does.
 *
 * @param days with values in at least 20 hours
 * @param hours with values
 * @param percentile the 99th (nearest rank) of the greatest values of these hours, percent, never below the exact one
 */
public record InstanceMemory(int days, int hours, double percentile) {

    /**
     * Names of the metrics as signals carry them. Source: Amazon CloudWatch User Guide, "Metrics collected by the CloudWatch agent". The
     * first is that of Linux, the second that of Windows.
     */
    public static final Set<String> METRICS =
            Set.of("CWAgent mem_used_percent", "CWAgent Memory % Committed Bytes In Use");

    /** Of the greatest values of the hours. */
    public static final int PERCENTILE = 99;

    /** Without any hours. */
    public static final InstanceMemory UNKNOWN = new InstanceMemory(0, 0, 0);

    /** Whether no hour has a value. */
    public boolean isUnknown() {
        return hours == 0;
    }
}
