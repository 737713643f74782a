package dev.gleaner.analyzer.profile.gpu;

/**
 * What one card did in one hour.
 *
 * @param state the most that any reading said
 * @param readings how many there were
 * @param last second of the hour of the last one
 * @param lastWork second of the hour of the last one that showed work; negative when none did
 * @param lastProcess second of the hour of the last one that showed work or a process that holds memory; negative when none did
 * @param utilization mean, percent; NaN when no reading told it
 * @param memoryUsed maximum, bytes; negative when no reading told it
 * @param memoryTotal bytes; negative when no reading told it
 */
public record GpuHour(
        GpuState state,
        int readings,
        int last,
        int lastWork,
        int lastProcess,
        float utilization,
        long memoryUsed,
        long memoryTotal) {}
