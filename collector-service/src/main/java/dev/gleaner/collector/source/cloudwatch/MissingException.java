package dev.gleaner.collector.source.cloudwatch;

import java.util.Set;

/** CloudWatch did not answer for some things; what it answered for the others has been published. */
final class MissingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MissingException(int things, Set<String> reasons) {
        super("CloudWatch has no complete answer for " + things + " things: " + String.join(", ", reasons));
    }
}
