package dev.gleaner.benchmarks.collector;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Counts a call of GetMetricData, and responds with a point for each period. It rejects calls that CloudWatch would reject
 * or would not answer in one page.
 */
final class GetMetricDataResponder {

    private static final int MOST_QUERIES = 500;
    private static final int POINTS_A_PAGE = 100_800;

    /** Statistics of a metric that are billed as one. */
    private static final int STATISTICS = 5;

    /** What is requested at intervals of its own, by the namespace of a request's first metric. */
    private static final Map<String, String> SLOW = Map.of(
            "AWS/SageMaker", ApiCallCounter.OF_ENDPOINTS,
            "/aws/sagemaker/Endpoints", ApiCallCounter.OF_ENDPOINTS,
            "AWS/Logs", ApiCallCounter.OF_LOG_GROUPS,
            "CWAgent", ApiCallCounter.OF_MEMORY);

    private static final String QUERY = "MetricDataQueries.member.";
    private static final String NAME = ".MetricStat.Metric.MetricName";

    private final CountedAwsRequest request;
    private final ApiCallCounter apiCallCounter;

    GetMetricDataResponder(CountedAwsRequest request, ApiCallCounter apiCallCounter) {
        this.request = request;
        this.apiCallCounter = apiCallCounter;
    }

    String answer() {
        int queries = count();
        Instant from = Instant.parse(request.field("StartTime"));
        Instant until = Instant.parse(request.field("EndTime"));
        Duration period = Duration.ofSeconds(Long.parseLong(request.field(QUERY + 1 + ".MetricStat.Period")));
        long points = Duration.between(from, until).dividedBy(period);
        String round = request.account() + " " + request.region() + " " + until;
        String slow = isOfGroup()
                ? ApiCallCounter.OF_SCALING_GROUPS
                : isOfVolumes()
                        ? ApiCallCounter.OF_DISKS
                        : SLOW.get(request.field(QUERY + 1 + ".MetricStat.Metric.Namespace"));
        if (slow == null) {
            apiCallCounter.add("GetMetricData", round);
            apiCallCounter.metrics(round, metrics(queries), names());
        } else {
            apiCallCounter.add(slow, request.account() + " " + request.region());
            apiCallCounter.slowMetrics(slow, metrics(queries), names());
        }
        if (queries > MOST_QUERIES || queries * points > POINTS_A_PAGE) {
            return "";
        }
        String series = series(from, period, points);
        StringBuilder results = new StringBuilder();
        for (int query = 1; query <= queries; query++) {
            results.append("<member><Id>")
                    .append(request.field(QUERY + query + ".Id"))
                    .append(series);
        }
        return "<GetMetricDataResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\"><GetMetricDataResult>"
                + "<MetricDataResults>" + results
                + "</MetricDataResults></GetMetricDataResult></GetMetricDataResponse>";
    }

    /** The load of a group has the namespace and the name of that of an instance. */
    private boolean isOfGroup() {
        return request.field(QUERY + 1 + ".MetricStat.Metric.Dimensions.member.1.Name")
                .equals("AutoScalingGroupName");
    }

    private boolean isOfVolumes() {
        return request.field(QUERY + 1 + NAME).startsWith("EBS");
    }

    private int count() {
        int queries = 0;
        while (request.form().containsKey(QUERY + (queries + 1) + ".Id")) {
            queries++;
        }
        return queries;
    }

    /** Metrics as they are billed. */
    private long metrics(int queries) {
        Map<String, Integer> statistics = new HashMap<>();
        for (int query = 1; query <= queries; query++) {
            String metric = request.field(QUERY + query + NAME);
            String dimensions = QUERY + query + ".MetricStat.Metric.Dimensions.member.";
            String resource = request.field(dimensions + "1.Value") + " " + request.field(dimensions + "2.Value");
            statistics.merge(metric + " " + resource, 1, Integer::sum);
        }
        return statistics.values().stream()
                .mapToLong(count -> (count + STATISTICS - 1) / STATISTICS)
                .sum();
    }

    private Set<String> names() {
        return request.form().entrySet().stream()
                .filter(field -> field.getKey().endsWith(NAME))
                .map(Map.Entry::getValue)
                .collect(Collectors.toSet());
    }

    private static String series(Instant from, Duration period, long points) {
        StringBuilder times = new StringBuilder();
        StringBuilder values = new StringBuilder();
        for (long point = 0; point < points; point++) {
            times.append("<member>")
                    .append(from.plus(period.multipliedBy(point)))
                    .append("</member>");
            values.append("<member>1.5</member>");
        }
        return "</Id><Timestamps>" + times + "</Timestamps><Values>" + values
                + "</Values><StatusCode>Complete</StatusCode></member>";
    }
}
