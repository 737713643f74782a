package dev.gleaner.contracts.signal;

import java.time.Instant;

/**
 * Report that someone is at work on an instance; keyed by the ARN of the instance. Reports add up: the one that ends last counts, and none
 * shortens another.
 *
 * @param from when the collector received it
 * @param until when it ends
 * @param what is at work, in a line for a person
 */
public record WorkReport(Instant from, Instant until, String what) {}
