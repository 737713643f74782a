package dev.gleaner.contracts.finding;

import org.jspecify.annotations.Nullable;

/**
 * One measured number behind a finding.
 *
 * @param unit percent, bytes, hours, ...
 * @param threshold what it was compared with, absent where nothing was
 * @param samples how many points (hours, days) it rests on
 * @param coverage part of the expected points that were there, 0 to 1
 */
public record Evidence(
        String name, double value, String unit, @Nullable Double threshold, long samples, double coverage) {}
