package dev.gleaner.actuator.proposal;

import java.time.Duration;

/** Determines how long a question can be answered. Without an answer nothing is done. */
public interface ProposalExpiryPolicy {

    /** Returns the time from the plan to its expiry. */
    Duration expiry();
}
