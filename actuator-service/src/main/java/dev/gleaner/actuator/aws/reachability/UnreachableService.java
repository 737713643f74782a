package dev.gleaner.actuator.aws.reachability;

import java.time.Instant;

/**
 * A service of AWS that did not answer the last call.
 *
 * @param service its name in the SDK, such as {@code Ec2}
 * @param account the account that was called; empty for that of the actuator's own credentials
 * @param region the region that was called
 * @param since when the first call failed after the last answer
 * @param lastFailure when the last call failed
 * @param error why the last call failed
 */
public record UnreachableService(
        String service, String account, String region, Instant since, Instant lastFailure, String error) {

    /** The same with a later failure. */
    UnreachableService failedAgain(Instant at, String why) {
        return new UnreachableService(service, account, region, since, at, why);
    }
}
