package dev.gleaner.actuator.aws.evidence;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.reactive.ContextBoundUni;
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

/**
 * Recent use of an instance according to CloudWatch.
 *
 * @param cpu CPU use
 * @param traffic bytes in and out; empty when they were not requested
 */
public record InstanceUsage(HourlyCpu cpu, HourlyTraffic traffic) {

    /**
     * CPU use of the last hours according to CloudWatch, in percent, by the start of the hour. An hour without a data point
     * is absent.
     *
     * @param mean Average of each hour
     * @param maximum Maximum of each hour
     */
    public record HourlyCpu(Map<Instant, Double> mean, Map<Instant, Double> maximum) {

        public HourlyCpu {
            mean = Map.copyOf(mean);
            maximum = Map.copyOf(maximum);
        }
    }

    /**
     * Network traffic of the last hours according to CloudWatch, in bytes, by the start of the hour. An hour without a data
     * point is absent.
     *
     * @param in Sum of NetworkIn of each hour
     * @param out Sum of NetworkOut of each hour
     */
    public record HourlyTraffic(Map<Instant, Double> in, Map<Instant, Double> out) {

        /** Traffic that was not read. */
        public static final HourlyTraffic NONE = new HourlyTraffic(Map.of(), Map.of());

        public HourlyTraffic {
            in = Map.copyOf(in);
            out = Map.copyOf(out);
        }

        /** Sum of the bytes of all hours, in both directions. */
        public double total() {
            return in.values().stream().mapToDouble(bytes -> bytes).sum()
                    + out.values().stream().mapToDouble(bytes -> bytes).sum();
        }
    }

    /** Reads CPU use and network traffic of the last whole hours and of the current hour, by one GetMetricData call. */
    @ApplicationScoped
    public static class Reader {

        /**
         * Period of {@link #readLastMinutes}. Basic monitoring has a data point every five minutes, with a delay of about
         * ten minutes.
         */
        public static final Duration LATELY = Duration.ofMinutes(30);

        private static final String CPU = "CPUUtilization";
        private static final Duration FEW_MINUTES = Duration.ofMinutes(5);
        private static final Duration HOUR = Duration.ofHours(1);

        private final ActuatorAwsClients clients;

        Reader(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        /** The hourly values since this number of whole hours before the hour that contains {@code now}. */
        public Uni<InstanceUsage> readLastHours(Instant now, int hours, Arn arn) {
            GetMetricDataRequest request = GetMetricDataRequest.builder()
                    .startTime(now.truncatedTo(ChronoUnit.HOURS).minus(HOUR.multipliedBy(hours)))
                    .endTime(now)
                    .metricDataQueries(
                            query("mean", CPU, "Average", HOUR, arn),
                            query("maximum", CPU, "Maximum", HOUR, arn),
                            query("in", "NetworkIn", "Sum", HOUR, arn),
                            query("out", "NetworkOut", "Sum", HOUR, arn))
                    .build();
            return ContextBoundUni.onWorker(() -> clients.cloudWatch(arn).getMetricData(request))
                    .map(answer -> new InstanceUsage(
                            new InstanceUsage.HourlyCpu(
                                    values(answer, "mean", ChronoUnit.HOURS),
                                    values(answer, "maximum", ChronoUnit.HOURS)),
                            new InstanceUsage.HourlyTraffic(
                                    values(answer, "in", ChronoUnit.HOURS), values(answer, "out", ChronoUnit.HOURS))));
        }

        /** The values of the last minutes, each over five minutes, by the start of these. */
        public Uni<InstanceUsage> readLastMinutes(Instant now, Arn arn) {
            GetMetricDataRequest request = GetMetricDataRequest.builder()
                    .startTime(now.truncatedTo(ChronoUnit.MINUTES).minus(LATELY))
                    .endTime(now)
                    .metricDataQueries(query("mean", CPU, "Average", FEW_MINUTES, arn))
                    .build();
            return ContextBoundUni.onWorker(() -> clients.cloudWatch(arn).getMetricData(request))
                    .map(answer -> new InstanceUsage(
                            new InstanceUsage.HourlyCpu(values(answer, "mean", ChronoUnit.MINUTES), Map.of()),
                            InstanceUsage.HourlyTraffic.NONE));
        }

        private static MetricDataQuery query(String id, String metric, String statistic, Duration period, Arn arn) {
            Dimension instance =
                    Dimension.builder().name("InstanceId").value(arn.id()).build();
            return MetricDataQuery.builder()
                    .id(id)
                    .metricStat(stat -> stat.stat(statistic)
                            .period(Math.toIntExact(period.toSeconds()))
                            .metric(of ->
                                    of.namespace("AWS/EC2").metricName(metric).dimensions(instance)))
                    .build();
        }

        private static Map<Instant, Double> values(GetMetricDataResponse answer, String id, ChronoUnit unit) {
            Map<Instant, Double> values = new HashMap<>();
            for (MetricDataResult result : answer.metricDataResults()) {
                for (int i = 0; id.equals(result.id()) && i < result.values().size(); i++) {
                    values.put(
                            result.timestamps().get(i).truncatedTo(unit),
                            result.values().get(i));
                }
            }
            return values;
        }
    }
}
