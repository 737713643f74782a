package dev.gleaner.actuator.approval.policy;

import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import org.jspecify.annotations.Nullable;

/**
 * What a rule looks at.
 *
 * @param reversible whether an undo brings all of consequence back, as far as we know
 * @param production whether it is production, as everything is whose tag does not say otherwise
 * @param environment that counts; absent when unknown
 */
record Circumstances(
        Finding finding,
        Remedy remedy,
        boolean reversible,
        boolean production,
        @Nullable String environment) {}
