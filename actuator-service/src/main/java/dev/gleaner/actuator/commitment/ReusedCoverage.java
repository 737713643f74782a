package dev.gleaner.actuator.commitment;

import java.util.OptionalDouble;

/**
 * What is saved of the last days of a resource's usage without it, in USD of the hours that count: those of which the allocation of the bill is known.
 *
 * @param alone what is no longer charged on demand without the resource
 * @param marginal the same without the resources before it too, beyond what is no longer charged without these
 * @param onDemand what the resource itself is charged on demand
 * @param covered what commitments cover of it, at the price on demand
 * @param days number of days with hours that count
 * @param reason the sentence for a person
 * @param isKnown whether it is known which other usage its commitments would cover
 */
public record ReusedCoverage(
        double alone, double marginal, double onDemand, double covered, int days, boolean isKnown, String reason) {

    /** The part of what is covered that commitments would cover of other usage; empty if it is not known. */
    public OptionalDouble part() {
        return isKnown && covered > 0
                ? OptionalDouble.of(Math.max(0, Math.min(1, (alone - onDemand) / covered)))
                : OptionalDouble.empty();
    }
}
