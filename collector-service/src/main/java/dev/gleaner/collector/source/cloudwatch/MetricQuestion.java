package dev.gleaner.collector.source.cloudwatch;

import dev.gleaner.contracts.resource.GetMetricDataPrice;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

/** What is asked of CloudWatch in one call: some things of a kind, each in what rules ask for. */
final class MetricQuestion {

    /** Most that a call takes. */
    static final int QUERIES = 500;

    private final MetricPlan plan;
    private final List<Measured> things;
    private final MetricWindow window;
    private final Map<String, Asked> asked = new LinkedHashMap<>();

    private MetricQuestion(MetricPlan plan, List<Measured> things, MetricWindow window) {
        this.plan = plan;
        this.things = List.copyOf(things);
        this.window = window;
        for (Measured thing : things) {
            for (WantedMetric metric : plan.metrics()) {
                metric.statistics()
                        .forEach(statistic -> asked.put("q" + asked.size(), new Asked(thing, metric, statistic)));
            }
        }
    }

    /**
     * As few calls as these things need, and none whose answer has more than one page: a second page would cost what the
     * first one did. So a long window has few of them a call.
     */
    static List<MetricQuestion> of(MetricPlan plan, List<Measured> things, MetricWindow window) {
        long points = plan.queries() * window.periods(plan.period());
        int atOnce = (int) Math.max(1, Math.min(QUERIES / plan.queries(), GetMetricDataPrice.POINTS_A_PAGE / points));
        List<MetricQuestion> questions = new ArrayList<>();
        for (int from = 0; from < things.size(); from += atOnce) {
            questions.add(
                    new MetricQuestion(plan, things.subList(from, Math.min(from + atOnce, things.size())), window));
        }
        return questions;
    }

    MetricPlan plan() {
        return plan;
    }

    List<Measured> things() {
        return things;
    }

    MetricWindow window() {
        return window;
    }

    /** USD for one page of its answer. */
    BigDecimal dollars() {
        return plan.dollars(things.size());
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

    private MetricDataQuery query(String id, Asked question) {
        return MetricDataQuery.builder()
                .id(id)
                .metricStat(stat -> stat.period(Math.toIntExact(plan.period().toSeconds()))
                        .stat(question.statistic())
                        .metric(metric -> metric.namespace(question.metric().namespace())
                                .metricName(question.metric().metric())
                                .dimensions(dimensions(question.thing()))))
                .build();
    }

    private static List<Dimension> dimensions(Measured thing) {
        return thing.dimensions().entrySet().stream()
                .map(dimension -> Dimension.builder()
                        .name(dimension.getKey())
                        .value(dimension.getValue())
                        .build())
                .toList();
    }

    /** One statistic of one metric of one thing. */
    record Asked(Measured thing, WantedMetric metric, String statistic) {}
}
