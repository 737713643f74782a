package dev.gleaner.actuator.audit;

import org.jspecify.annotations.Nullable;

/**
 * What verification found.
 *
 * @param entries how many entries the database holds
 * @param firstBroken the smallest sequence at which something is wrong, absent when nothing is
 */
public record ChainReport(
        long entries, boolean intact, @Nullable Long firstBroken) {}
