package dev.gleaner.local.estate.saving;

import dev.gleaner.local.estate.cost.ExpectedSaving;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateResource;
import java.time.Instant;
import java.util.Optional;

/**
 * The dollars of the expected findings on the resources of a kind whose savings follow from metrics or reads; other kinds say them themselves.
 * {@link ResourceSavingCalculator} lists the kinds.
 *
 * @param <R> the form of such a resource in an estate
 */
interface KindSavingCalculator<R extends EstateResource> {

    /** The kind in the estate. */
    EstateKind<R> kind();

    /**
     * The saving of a finding; empty where it is unknown, and for rules that are not about this kind.
     *
     * @param name of the resource, or of the part that the finding is on
     * @param evaluated the end of the hour that is evaluated
     */
    Optional<ExpectedSaving> of(String rule, String name, R resource, Instant evaluated);

    /** Whether a finding of a rule about this kind has advice alone. */
    default boolean isAdvice(String rule, String name, R resource) {
        return false;
    }
}
