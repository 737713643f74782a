package dev.gleaner.collector.source.cloudwatch;

import dev.gleaner.collector.fleet.Fleet;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

/** What is asked of CloudWatch in one call: some instances, each metric in three statistics. */
final class MetricQuestion {

    /** Of basic monitoring. */
    static final Duration PERIOD = Duration.ofMinutes(5);

    /** Most that a call takes. */
    static final int QUERIES = 500;

    private static final String NAMESPACE = "AWS/EC2";
    private static final BigDecimal PRICE_OF_A_METRIC = new BigDecimal("0.00001");

    /** Metrics with their units. */
    private static final Map<String, String> METRICS =
            Map.of("CPUUtilization", "Percent", "NetworkIn", "Bytes", "NetworkOut", "Bytes");

    private static final List<String> STATISTICS = List.of("Maximum", "Sum", "SampleCount");

    private final Map<String, Asked> asked = new LinkedHashMap<>();

    private MetricQuestion(List<Fleet.Member> instances) {
        for (Fleet.Member instance : instances) {
            METRICS.keySet()
                    .forEach(metric -> STATISTICS.forEach(
                            statistic -> asked.put("q" + asked.size(), new Asked(instance, metric, statistic))));
        }
    }

    /** As few calls as these instances need. */
    static List<MetricQuestion> of(List<Fleet.Member> instances) {
        int atOnce = QUERIES / (METRICS.size() * STATISTICS.size());
        List<MetricQuestion> questions = new ArrayList<>();
        for (int from = 0; from < instances.size(); from += atOnce) {
            questions.add(new MetricQuestion(instances.subList(from, Math.min(from + atOnce, instances.size()))));
        }
        return questions;
    }

    /**
     * What so many calls for each of these instances cost in USD: $0.01 for 1,000 metrics, up to five statistics of one
     * metric counting once (CloudWatch's price list).
     */
    static BigDecimal dollars(int instances, long calls) {
        return PRICE_OF_A_METRIC.multiply(BigDecimal.valueOf((long) instances * METRICS.size() * calls));
    }

    List<MetricDataQuery> queries() {
        return asked.entrySet().stream()
                .map(entry -> query(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** What was asked under this id. */
    Asked asked(String id) {
        Asked question = asked.get(id);
        if (question == null) {
            throw new IllegalArgumentException("CloudWatch answered what was not asked: " + id);
        }
        return question;
    }

    private static MetricDataQuery query(String id, Asked question) {
        return MetricDataQuery.builder()
                .id(id)
                .metricStat(stat -> stat.period(Math.toIntExact(PERIOD.toSeconds()))
                        .stat(question.statistic())
                        .metric(metric -> metric.namespace(NAMESPACE)
                                .metricName(question.metric())
                                .dimensions(Dimension.builder()
                                        .name("InstanceId")
                                        .value(question.instance().id())
                                        .build())))
                .build();
    }

    /** One statistic of one metric of one instance. */
    record Asked(Fleet.Member instance, String metric, String statistic) {

        /** As signals name the metric. */
        String name() {
            return NAMESPACE + " " + metric;
        }

        String unit() {
            return METRICS.getOrDefault(metric, "");
        }
    }
}
