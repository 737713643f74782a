package dev.gleaner.local.estate;

import java.time.Instant;

/** A datapoint and where it belongs; {@code at} is the start of its period. */
public record Point(Resource resource, Metric metric, Instant at, Sample sample) {}
