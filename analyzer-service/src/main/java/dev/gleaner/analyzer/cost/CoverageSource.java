package dev.gleaner.analyzer.cost;

import java.util.Optional;

/** Which part of the compute of a resource commitments cover, by the newest bill. */
@FunctionalInterface
public interface CoverageSource {

    /** Nothing is known. */
    CoverageSource NONE = resource -> Optional.empty();

    /** The coverage of a resource (ARN); empty when it is not known, which is not the same as none. */
    Optional<CommitmentCoverage> of(String resource);
}
