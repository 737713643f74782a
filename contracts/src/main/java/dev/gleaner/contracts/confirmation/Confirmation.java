package dev.gleaner.contracts.confirmation;

import java.time.Instant;

/**
 * Says that an open finding still holds; keyed by finding id.
 *
 * @param through end of the last hour of event time, provisional included, for which the rule still finds it
 */
public record Confirmation(Instant through) {}
