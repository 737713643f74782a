package dev.gleaner.collector.source.cloudwatch;

import dev.gleaner.collector.fleet.Fleet;
import dev.gleaner.contracts.price.MetricPrice;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

/** What is asked of CloudWatch in one call: some instances, each in what rules ask for. */
final class MetricQuestion {

    /** Of basic monitoring. */
    static final Duration PERIOD = Duration.ofMinutes(5);

    /** Most that a call takes. */
    static final int QUERIES = 500;

    private final List<Fleet.Member> instances;
    private final MetricWindow window;
    private final Map<String, Asked> asked = new LinkedHashMap<>();

    private MetricQuestion(List<Fleet.Member> instances, MetricWindow window) {
        this.instances = List.copyOf(instances);
        this.window = window;
        for (Fleet.Member instance : instances) {
            for (WantedMetric metric : WantedMetric.values()) {
                metric.statistics()
                        .forEach(statistic -> asked.put("q" + asked.size(), new Asked(instance, metric, statistic)));
            }
        }
    }

    /**
     * As few calls as these instances need, and none whose answer has more than one page: a second page would cost what the
     * first one did. So a long window has few instances a call.
     */
    static List<MetricQuestion> of(List<Fleet.Member> instances, MetricWindow window) {
        long points = WantedMetric.QUERIES * window.periods(PERIOD);
        int atOnce = (int) Math.max(1, Math.min(QUERIES / WantedMetric.QUERIES, MetricPrice.POINTS_A_PAGE / points));
        List<MetricQuestion> questions = new ArrayList<>();
        for (int from = 0; from < instances.size(); from += atOnce) {
            questions.add(
                    new MetricQuestion(instances.subList(from, Math.min(from + atOnce, instances.size())), window));
        }
        return questions;
    }

    /** USD for one page of answers to questions about so many instances. */
    static BigDecimal dollars(int instances) {
        return MetricPrice.of((long) instances * WantedMetric.values().length);
    }

    List<Fleet.Member> instances() {
        return instances;
    }

    MetricWindow window() {
        return window;
    }

    List<MetricDataQuery> queries() {
        return asked.entrySet().stream()
                .map(entry -> query(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** All that is asked, by its id. */
    Map<String, Asked> asked() {
        return asked;
    }

    private static MetricDataQuery query(String id, Asked question) {
        return MetricDataQuery.builder()
                .id(id)
                .metricStat(stat -> stat.period(Math.toIntExact(PERIOD.toSeconds()))
                        .stat(question.statistic())
                        .metric(metric -> metric.namespace(WantedMetric.NAMESPACE)
                                .metricName(question.metric().metric())
                                .dimensions(Dimension.builder()
                                        .name("InstanceId")
                                        .value(question.instance().id())
                                        .build())))
                .build();
    }

    /** One statistic of one metric of one instance. */
    record Asked(Fleet.Member instance, WantedMetric metric, String statistic) {}
}
