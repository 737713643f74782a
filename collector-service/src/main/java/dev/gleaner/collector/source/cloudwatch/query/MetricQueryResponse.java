package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.metric.MetricTarget;
import dev.gleaner.collector.metric.WantedMetric;
import dev.gleaner.collector.source.cloudwatch.MetricPoint;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/**
 * Response to one request, assembled from its pages: statistics are combined into points. A result counts only if
 * CloudWatch reports it as complete, even if it is empty; results with another final status, and absent ones, are
 * missing. Of a metric that is absent without traffic, a complete result without a value is 0 if the response has some value of this
 * metric, of whichever resource: otherwise nothing shows that CloudWatch has the metric at all.
 */
final class MetricQueryResponse {

    private static final String NOTHING = "no answer";

    /** The only statistic of metrics that are absent without traffic. */
    private static final String SUM = "Sum";

    private final MetricQueryRequest question;
    private final Map<String, String> status = new HashMap<>();
    private final Map<Key, Map<Instant, Map<String, Double>>> statistics = new HashMap<>();

    MetricQueryResponse(MetricQueryRequest question) {
        this.question = question;
    }

    /** Adds the results of one page. */
    void add(List<MetricDataResult> results) {
        for (MetricDataResult result : results) {
            MetricQueryRequest.Asked query = question.queriesById().get(result.id());
            if (query == null) {
                throw new IllegalArgumentException(
                        "CloudWatch returned a result that was not requested: " + result.id());
            }
            status.merge(result.id(), result.statusCodeAsString(), MetricQueryResponse::later);
            Map<Instant, Map<String, Double>> series =
                    statistics.computeIfAbsent(new Key(query.target(), query.metric()), key -> new TreeMap<>());
            IntStream.range(0, result.timestamps().size())
                    .forEach(i -> series.computeIfAbsent(result.timestamps().get(i), time -> new HashMap<>())
                            .put(query.statistic(), result.values().get(i)));
        }
    }

    /** Points of the resources whose results are all complete, in the time that is published. */
    Stream<MetricPoint> points() {
        Set<MetricTarget> whole = Set.copyOf(completeTargets());
        Set<WantedMetric> known = knownMetrics(whole);
        return statistics.entrySet().stream()
                .filter(series -> whole.contains(series.getKey().target()))
                .flatMap(series -> points(
                        series.getKey(),
                        known.contains(series.getKey().metric()) ? withZeros(series.getValue()) : series.getValue()))
                .filter(point -> !point.time().isBefore(question.window().from()));
    }

    /** Metrics without values for periods without traffic, of which some resource has a value. */
    private Set<WantedMetric> knownMetrics(Set<MetricTarget> whole) {
        return statistics.entrySet().stream()
                .filter(series -> series.getKey().metric().isAbsentWithoutTraffic()
                        && whole.contains(series.getKey().target())
                        && !series.getValue().isEmpty())
                .map(series -> series.getKey().metric())
                .collect(Collectors.toSet());
    }

    private Map<Instant, Map<String, Double>> withZeros(Map<Instant, Map<String, Double>> series) {
        Map<Instant, Map<String, Double>> all = new TreeMap<>(series);
        Duration period = question.plan().period();
        MetricQueryRequest.Window window = question.window();
        for (Instant time = window.from(); time.isBefore(window.until()); time = time.plus(period)) {
            all.putIfAbsent(time, Map.of(SUM, 0.0));
        }
        return all;
    }

    /** Resources whose results are all complete. */
    List<MetricTarget> completeTargets() {
        Set<MetricTarget> missing = question.queriesById().entrySet().stream()
                .filter(query -> !isComplete(query.getKey()))
                .map(query -> query.getValue().target())
                .collect(Collectors.toSet());
        return question.targets().stream()
                .filter(target -> !missing.contains(target))
                .toList();
    }

    /** Statuses other than complete; empty if nothing is missing. */
    Set<String> incompleteStatuses() {
        return question.queriesById().keySet().stream()
                .filter(id -> !isComplete(id))
                .map(id -> status.getOrDefault(id, NOTHING))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private boolean isComplete(String id) {
        return StatusCode.COMPLETE.toString().equals(status.get(id));
    }

    /** Partial data is continued on a later page; a failure is final. */
    private static String later(String before, String now) {
        return before.equals(StatusCode.PARTIAL_DATA.toString()) || before.equals(StatusCode.COMPLETE.toString())
                ? now
                : before;
    }

    private Stream<MetricPoint> points(Key key, Map<Instant, Map<String, Double>> series) {
        MetricPoint.Series of = key.series();
        return series.entrySet().stream()
                .flatMap(point -> point(key.metric().statistics(), of, point.getKey(), point.getValue()).stream());
    }

    /**
     * The point of a period, once all statistics are present. A metric with one value per period uses it as mean,
     * maximum and sum; its number of samples is not requested.
     */
    private static Optional<MetricPoint> point(
            List<String> statistics, MetricPoint.Series series, Instant time, Map<String, Double> values) {
        if (!values.keySet().containsAll(statistics)) {
            return Optional.empty();
        }
        double mean = values.getOrDefault(statistics.get(0), Double.NaN);
        double maximum = values.getOrDefault(statistics.get(statistics.size() - 1), Double.NaN);
        return Optional.of(new MetricPoint(series, time, maximum, mean, 1));
    }

    private record Key(MetricTarget target, WantedMetric metric) {

        MetricPoint.Series series() {
            return new MetricPoint.Series(
                    target.resource().account(),
                    target.resource().region(),
                    target.resource().toString(),
                    metric.signalName(target),
                    metric.unit());
        }
    }
}
