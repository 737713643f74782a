package dev.gleaner.local.estate.series;

import java.time.Instant;

/** A data point of a resource other than an instance, by its name; {@code at} is the start of its period. */
public record ResourcePoint(
        String resource, String account, String region, EstateMetric metric, Instant at, StatisticSet sample) {}
