package dev.gleaner.collector.listing;

import dev.gleaner.collector.metric.MetricQueryPlan;
import dev.gleaner.collector.metric.MetricTarget;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Metrics that are requested of listed resources, by a source of their own.
 *
 * @param plan the metrics, and the source
 * @param config whether they are requested if resources are listed, and the time between two requests for one
 * @param type of the resources
 * @param targets of a resource: none if it has no such metrics, several if its parts have them
 */
public record ListedMetrics<T extends ListedResource>(
        MetricQueryPlan plan, ReadingConfig config, Class<T> type, Function<T, Stream<MetricTarget>> targets) {

    /** What is requested in a region of an account; empty before it was listed. */
    public Optional<List<MetricTarget>> targets(ListingRegistry registry, String account, String region) {
        return registry.region(type, account, region)
                .map(listed -> listed.stream().flatMap(targets).toList());
    }
}
