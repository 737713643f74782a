package dev.gleaner.local.estate;

import java.time.Instant;

/** An event of an estate at its moment. */
public record Occurrence(Event event, Resource resource, Instant at) {}
