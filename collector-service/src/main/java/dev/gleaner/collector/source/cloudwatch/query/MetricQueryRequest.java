package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.metric.MetricQueryPlan;
import dev.gleaner.collector.metric.MetricTarget;
import dev.gleaner.collector.metric.WantedMetric;
import dev.gleaner.contracts.resource.GetMetricDataPrice;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

/** One call of GetMetricData: some resources of a kind, with the metrics that rules need. */
final class MetricQueryRequest {

    private final MetricQueryPlan plan;
    private final List<MetricTarget> targets;
    private final Window window;
    private final Map<String, Asked> queriesById = new LinkedHashMap<>();

    private MetricQueryRequest(MetricQueryPlan plan, List<MetricTarget> targets, Window window) {
        this.plan = plan;
        this.targets = List.copyOf(targets);
        this.window = window;
        for (MetricTarget target : targets) {
            for (WantedMetric metric : plan.metrics()) {
                metric.statistics()
                        .forEach(statistic ->
                                queriesById.put("q" + queriesById.size(), new Asked(target, metric, statistic)));
            }
        }
    }

    /**
     * Splits resources into as few calls as possible, each with a single page of results: a second page would cost as
     * much as the first. For a long window, a call therefore has few resources.
     */
    static List<MetricQueryRequest> split(MetricQueryPlan plan, List<MetricTarget> targets, Window window) {
        int atOnce = GetMetricDataPrice.resourcesACall(
                plan.queries(), requested(plan, window).periods(plan.period()));
        List<MetricQueryRequest> questions = new ArrayList<>();
        for (int from = 0; from < targets.size(); from += atOnce) {
            questions.add(new MetricQueryRequest(
                    plan, targets.subList(from, Math.min(from + atOnce, targets.size())), window));
        }
        return questions;
    }

    MetricQueryPlan plan() {
        return plan;
    }

    List<MetricTarget> targets() {
        return targets;
    }

    /** The time whose points are published. */
    Window window() {
        return window;
    }

    /** The time that is requested: the published one, and what the plan looks back. */
    Window requested() {
        return requested(plan, window);
    }

    private static Window requested(MetricQueryPlan plan, Window window) {
        Instant earliest = window.until().minus(plan.lookBack());
        return new Window(earliest.isBefore(window.from()) ? earliest : window.from(), window.until());
    }

    /** USD for one page of results. */
    BigDecimal dollars() {
        return plan.dollars(targets.size());
    }

    List<MetricDataQuery> queries() {
        return queriesById.entrySet().stream()
                .map(entry -> query(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** All queries, by id. */
    Map<String, Asked> queriesById() {
        return queriesById;
    }

    private MetricDataQuery query(String id, Asked question) {
        return MetricDataQuery.builder()
                .id(id)
                .metricStat(stat -> stat.period(Math.toIntExact(plan.period().toSeconds()))
                        .stat(question.statistic())
                        .metric(metric -> metric.namespace(question.metric().namespace(question.target()))
                                .metricName(question.metric().name(question.target()))
                                .dimensions(dimensions(question.target()))))
                .build();
    }

    private static List<Dimension> dimensions(MetricTarget target) {
        return target.dimensions().entrySet().stream()
                .map(dimension -> Dimension.builder()
                        .name(dimension.getKey())
                        .value(dimension.getValue())
                        .build())
                .toList();
    }

    /** One statistic of one metric of one resource. */
    record Asked(MetricTarget target, WantedMetric metric, String statistic) {}

    /** A period to request; its end is exclusive. */
    record Window(Instant from, Instant until) {

        /** Number of periods in the window, including partial ones. */
        long periods(Duration period) {
            return Math.max(1, (Duration.between(from, until).toMillis() + period.toMillis() - 1) / period.toMillis());
        }

        /** Groups items by the start of their window; items that need no request are left out. */
        static <T> SortedMap<Instant, List<T>> group(List<T> all, Function<T, Instant> from, Instant until) {
            Map<Instant, List<T>> groups = all.stream().collect(Collectors.groupingBy(from));
            SortedMap<Instant, List<T>> sorted = new TreeMap<>(groups);
            sorted.keySet().removeIf(start -> !start.isBefore(until));
            return sorted;
        }

        /** The last start of a period that is not after this time. */
        static Instant startOfPeriod(Instant time, Duration period) {
            long millis = period.toMillis();
            return Instant.ofEpochMilli(Math.floorDiv(time.toEpochMilli(), millis) * millis);
        }
    }
}
