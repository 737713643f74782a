package dev.gleaner.actuator.aws;

import dev.gleaner.actuator.reactive.BackOnContext;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;

/** CPUUtilization of the last whole hours and the one under way, by one GetMetricData call. */
@ApplicationScoped
public class RecentCpu {

    private static final Duration HOUR = Duration.ofHours(1);

    private final AwsClients clients;

    RecentCpu(AwsClients clients) {
        this.clients = clients;
    }

    /** The hourly values of an instance since so many whole hours before the one that holds {@code now}. */
    public Uni<HourlyCpu> until(Instant now, int hours, Arn arn) {
        GetMetricDataRequest request = GetMetricDataRequest.builder()
                .startTime(now.truncatedTo(ChronoUnit.HOURS).minus(HOUR.multipliedBy(hours)))
                .endTime(now)
                .metricDataQueries(query("mean", "Average", arn), query("maximum", "Maximum", arn))
                .build();
        return BackOnContext.of(() -> clients.cloudWatch(arn).getMetricData(request))
                .map(answer -> new HourlyCpu(values(answer, "mean"), values(answer, "maximum")));
    }

    private static MetricDataQuery query(String id, String statistic, Arn arn) {
        Dimension instance =
                Dimension.builder().name("InstanceId").value(arn.id()).build();
        return MetricDataQuery.builder()
                .id(id)
                .metricStat(stat -> stat.stat(statistic)
                        .period(Math.toIntExact(HOUR.toSeconds()))
                        .metric(metric -> metric.namespace("AWS/EC2")
                                .metricName("CPUUtilization")
                                .dimensions(instance)))
                .build();
    }

    private static Map<Instant, Double> values(GetMetricDataResponse answer, String id) {
        Map<Instant, Double> values = new HashMap<>();
        for (MetricDataResult result : answer.metricDataResults()) {
            for (int i = 0; id.equals(result.id()) && i < result.values().size(); i++) {
                values.put(
                        result.timestamps().get(i).truncatedTo(ChronoUnit.HOURS),
                        result.values().get(i));
            }
        }
        return values;
    }
}
