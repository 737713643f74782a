package dev.gleaner.actuator.aws;

import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;

/** Reads metrics by GetMetricData of CloudWatch. */
public final class CloudWatchMetrics {

    private CloudWatchMetrics() {}

    /**
     * A query of one statistic of one metric.
     *
     * @param id names its result in the answer
     */
    public static MetricDataQuery query(
            String id, String namespace, String metric, String statistic, Duration period, Dimension... dimensions) {
        return MetricDataQuery.builder()
                .id(id)
                .metricStat(stat -> stat.stat(statistic)
                        .period(Math.toIntExact(period.toSeconds()))
                        .metric(named ->
                                named.namespace(namespace).metricName(metric).dimensions(dimensions)))
                .build();
    }

    /** A dimension of a metric. */
    public static Dimension dimension(String name, String value) {
        return Dimension.builder().name(name).value(value).build();
    }

    /** The first page of the answer to these queries, from the account and region of the target. */
    public static Uni<GetMetricDataResponse> read(
            ActuatorAwsClients clients, Arn target, Instant from, Instant to, List<MetricDataQuery> queries) {
        return ContextBoundUni.onWorker(() -> clients.cloudWatch(target)
                .getMetricData(request -> request.startTime(from).endTime(to).metricDataQueries(queries)));
    }

    /** Passes on each value of the results of a query with the start of its period. */
    public static void forEachPoint(GetMetricDataResponse answer, String id, BiConsumer<Instant, Double> consumer) {
        answer.metricDataResults().stream()
                .filter(result -> id.equals(result.id()))
                .forEach(result -> forEachPoint(result, consumer));
    }

    /** Passes on each value of a result with the start of its period. */
    public static void forEachPoint(MetricDataResult result, BiConsumer<Instant, Double> consumer) {
        for (int point = 0; point < result.values().size(); point++) {
            consumer.accept(result.timestamps().get(point), result.values().get(point));
        }
    }
}
