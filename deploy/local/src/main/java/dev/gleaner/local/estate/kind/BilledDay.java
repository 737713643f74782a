package dev.gleaner.local.estate.kind;

import dev.gleaner.local.estate.series.EstateMetric;
import java.math.BigDecimal;
import java.util.function.ToDoubleFunction;

/**
 * A day for which a resource is billed.
 *
 * @param partOfMonth the part of its month that the day is
 * @param sums of the metrics of the resource on the day
 */
public record BilledDay(BigDecimal partOfMonth, ToDoubleFunction<EstateMetric> sums) {}
