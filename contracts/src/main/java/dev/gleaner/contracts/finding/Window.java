package dev.gleaner.contracts.finding;

import java.time.Instant;

/** The stretch of event time a verdict looked at, {@code from} inclusive, {@code to} exclusive. */
public record Window(Instant from, Instant to) {}
