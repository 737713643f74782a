package dev.gleaner.actuator.proposal;

import java.time.Duration;

/** How long a question can be answered; no answer by then is a no. */
public interface ProposalExpiryPolicy {

    /** Counts from when the plan is shown. */
    Duration expiry();
}
