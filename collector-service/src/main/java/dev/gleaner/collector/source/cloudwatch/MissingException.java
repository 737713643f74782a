package dev.gleaner.collector.source.cloudwatch;

import java.util.Set;

/** CloudWatch did not answer for some instances; what it answered for the others has been published. */
final class MissingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MissingException(int instances, Set<String> reasons) {
        super("CloudWatch has no complete answer for " + instances + " instances: " + String.join(", ", reasons));
    }
}
