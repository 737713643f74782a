package dev.gleaner.actuator.aws.evidence;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.CloudWatchMetrics;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.contracts.finding.IdlenessLimits;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

/**
 * Recent use of an instance according to CloudWatch.
 *
 * @param cpu CPU use
 * @param traffic bytes in and out; empty when they were not requested
 * @param lately CPU use of the last minutes, by five minutes; empty when it was not requested
 */
public record InstanceUsage(HourlyCpu cpu, HourlyTraffic traffic, HourlyCpu lately) {

    /** Use that was not read. */
    public static final InstanceUsage NONE = new InstanceUsage(HourlyCpu.NONE, HourlyTraffic.NONE, HourlyCpu.NONE);

    /**
     * CPU use of the last hours according to CloudWatch, in percent, by the start of the hour, or of the five minutes where these were
     * requested. An hour without a data point is absent.
     *
     * @param mean Average of each hour
     * @param maximum Maximum of each hour
     */
    public record HourlyCpu(Map<Instant, Double> mean, Map<Instant, Double> maximum) {

        /** CPU use that was not read. */
        public static final HourlyCpu NONE = new HourlyCpu(Map.of(), Map.of());

        public HourlyCpu {
            mean = Map.copyOf(mean);
            maximum = Map.copyOf(maximum);
        }
    }

    /**
     * Network traffic of the last hours according to CloudWatch, in bytes, by the start of the hour, or of the five minutes where these
     * were requested. An hour without a data point is absent.
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
    }

    /**
     * Reads CPU use and network traffic up to now by GetMetricData, which keeps values of five minutes for 63 days and of an hour for 455,
     * and is charged by the metric, however many values it returns (Amazon CloudWatch API Reference, GetMetricData; Amazon CloudWatch
     * pricing).
     */
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

        /**
         * The use of a target in the last two months; of an instance, an inference endpoint or a NAT gateway.
         *
         * @param busy mean CPU of an hour from which an instance was at work, percent, whatever its quiet level is
         */
        public Uni<LongTermUse> readLongTerm(Instant now, Arn target, ResourceObservation shown, double busy) {
            return new LongTermUse.Reader(clients).read(now, target, shown, busy);
        }

        /**
         * The values of a window that ends now, by its periods, and the CPU use of the last minutes. A window of hours begins that many
         * whole hours before the hour that contains {@code now}. Of the network the periods of up to an hour before are read too: limits are
         * for an hour.
         */
        public Uni<InstanceUsage> readWindow(Instant now, IdlenessLimits limits, Arn arn) {
            Duration period = limits.period();
            Instant current = startOf(now, period);
            Instant begin = current.minus(limits.window()).minus(HOUR).plus(period);
            List<MetricDataQuery> queries = List.of(
                    query("mean", CPU, "Average", period, arn),
                    query("maximum", CPU, "Maximum", period, arn),
                    query("in", "NetworkIn", "Sum", period, arn),
                    query("out", "NetworkOut", "Sum", period, arn));
            Uni<InstanceUsage> window =
                    CloudWatchMetrics.read(clients, arn, begin, now, queries).map(answer -> usage(answer, period));
            return period.equals(FEW_MINUTES)
                    ? window
                    : Uni.combine()
                            .all()
                            .unis(window, readLastMinutes(now, arn))
                            .with((hours, minutes) ->
                                    new InstanceUsage(hours.cpu(), hours.traffic(), minutes.lately()));
        }

        private static InstanceUsage usage(GetMetricDataResponse answer, Duration period) {
            HourlyCpu cpu = new HourlyCpu(values(answer, "mean", period), values(answer, "maximum", period));
            return new InstanceUsage(
                    cpu, new HourlyTraffic(values(answer, "in", period), values(answer, "out", period)), cpu);
        }

        /** The values of the last minutes, each over five minutes, by the start of these. */
        public Uni<InstanceUsage> readLastMinutes(Instant now, Arn arn) {
            Instant begin = startOf(now, FEW_MINUTES).minus(LATELY);
            List<MetricDataQuery> queries = List.of(
                    query("mean", CPU, "Average", FEW_MINUTES, arn),
                    query("maximum", CPU, "Maximum", FEW_MINUTES, arn));
            return CloudWatchMetrics.read(clients, arn, begin, now, queries).map(answer -> usage(answer, FEW_MINUTES));
        }

        /** Start of the period of the metrics that contains a moment. */
        private static Instant startOf(Instant moment, Duration period) {
            return moment.minusMillis(Math.floorMod(moment.toEpochMilli(), period.toMillis()))
                    .truncatedTo(ChronoUnit.MILLIS);
        }

        private static MetricDataQuery query(String id, String metric, String statistic, Duration period, Arn arn) {
            return CloudWatchMetrics.query(
                    id, "AWS/EC2", metric, statistic, period, CloudWatchMetrics.dimension("InstanceId", arn.id()));
        }

        private static Map<Instant, Double> values(GetMetricDataResponse answer, String id, Duration period) {
            Map<Instant, Double> values = new HashMap<>();
            CloudWatchMetrics.forEachPoint(answer, id, (time, value) -> values.put(startOf(time, period), value));
            return values;
        }
    }
}
