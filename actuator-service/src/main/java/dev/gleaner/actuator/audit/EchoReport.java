package dev.gleaner.actuator.audit;

/**
 * How CloudTrail agrees with the audit.
 *
 * @param unechoed calls that a trail should have told of by now, and did not
 * @param untraced calls in accounts and regions of which no trail is known to tell of us
 * @param unknown calls with our mark of which the audit does not know
 */
public record EchoReport(long unechoed, long untraced, long unknown) {}
