package dev.gleaner.actuator.aws.evidence;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.CloudWatchMetrics;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.InferenceEndpoint;
import dev.gleaner.actuator.aws.NatGateway;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ScalingGroup;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.recurrence.DaysAtWork;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/** On which days of the last two months a target was used according to CloudWatch, as far as this is known. */
public sealed interface LongTermUse {

    /** It was not read. */
    record Unread() implements LongTermUse {}

    /** CloudWatch did not answer completely. */
    record Unreadable(String why) implements LongTermUse {}

    /**
     * It was read.
     *
     * @param days since the first one of which CloudWatch has a value; those before are not known, which is no work
     * @param judged number of the last days without use on which a finding of such a target rests; 0 where other guards judge these
     */
    record Known(DaysAtWork days, int judged) implements LongTermUse {}

    /**
     * The load of an Auto Scaling group was read. How much of it is work that fewer instances cannot do depends on the plan.
     *
     * @param today the day of the read
     * @param busiest load of the busiest hour of each day that is known, percent of one instance
     * @param uncounted the most load that hours of a day can have had of which it is not known how many instances had it, by day: of as many
     *     instances as the group may have, percent of one instance
     * @param isScaled whether scaling policies start instances when the load grows, so that no work ends; false if this is not known
     */
    record GroupLoads(
            LocalDate today, Map<LocalDate, Double> busiest, Map<LocalDate, Double> uncounted, boolean isScaled)
            implements LongTermUse {

        public GroupLoads {
            busiest = Map.copyOf(busiest);
            uncounted = Map.copyOf(uncounted);
        }

        /** The last day that may have had at least this load, percent of one instance, in an hour of which that is not known. */
        public Optional<LocalDate> lastDayPossiblyAt(double load) {
            return uncounted.entrySet().stream()
                    .filter(day -> day.getValue() >= load)
                    .map(Map.Entry::getKey)
                    .max(Comparator.naturalOrder());
        }

        /** The days on which the load was at least this much, percent of one instance. */
        public DaysAtWork daysAt(double load) {
            DaysAtWork days = new DaysAtWork(today);
            busiest.forEach((day, most) -> days.add(day, most >= load));
            busiest.keySet().stream().min(Comparator.naturalOrder()).ifPresent(first -> addRest(days, first));
            return days;
        }
    }

    /**
     * Adds the days without a value since the first one with one: CloudWatch has none of what was not used, or not running. Otherwise the days
     * at work would be all that are known, which is everyday use.
     */
    private static void addRest(DaysAtWork days, LocalDate first) {
        first.datesUntil(days.today().plusDays(1)).forEach(day -> days.add(day, false));
    }

    /**
     * Reads the use by one GetMetricData call. CloudWatch keeps points of an hour for 455 days, also of metrics that are sent by five
     * minutes. Source: Amazon CloudWatch API Reference, "GetMetricStatistics".
     */
    record Reader(ActuatorAwsClients clients) {

        /** As {@code analyzer.idle-endpoint.window}. */
        private static final int JUDGED_OF_ENDPOINT = 7;

        /** As {@code analyzer.idle-gateway.window}. */
        private static final int JUDGED_OF_GATEWAY = 14;

        /** Percentage points above the quiet level from which an hour is at work, as {@code analyzer.work.above-quiet}. */
        private static final double ABOVE_QUIET = 5;

        /** Percentile of the hours that is the quiet level, 0 to 1, as {@code analyzer.work.quiet-percentile}. */
        private static final double QUIET = 0.25;

        private static final String ID = "use";

        /** Numbers of the queries about a group. */
        private static final int LOAD = 0;

        private static final int NUMBER = 1;
        private static final Duration HOUR = Duration.ofHours(1);
        private static final Duration DAY = Duration.ofDays(1);

        /**
         * The use of a target up to a moment; {@link Unread} of a kind whose use is not read.
         *
         * @param busy mean CPU of an hour from which an instance was at work, percent, whatever its quiet level is
         */
        Uni<LongTermUse> read(Instant now, Arn target, ResourceObservation shown, double busy) {
            if (shown instanceof Ec2Instance.Observation) {
                // The busiest hour of a day, as the analyzer keeps it: a peak of minutes is no work.
                Dimension id = CloudWatchMetrics.dimension("InstanceId", target.id());
                return read(now, target, List.of(query(0, HOUR, "Average", "AWS/EC2", "CPUUtilization", id)))
                        .map(answer -> known(answer, now, busy(answer, busy), 0));
            }
            if (shown instanceof NatGateway.Observation) {
                Dimension id = CloudWatchMetrics.dimension("NatGatewayId", target.id());
                return read(now, target, List.of(query(0, DAY, "Sum", "AWS/NATGateway", "BytesOutToDestination", id)))
                        .map(answer -> known(answer, now, Double.MIN_VALUE, JUDGED_OF_GATEWAY));
            }
            if (shown instanceof ScalingGroup.Observation group) {
                return readGroup(now, target, group.group().size());
            }
            InferenceEndpoint endpoint =
                    shown instanceof InferenceEndpoint.Observation observation ? observation.endpoint() : null;
            return endpoint == null || endpoint.variants().isEmpty()
                    ? Uni.createFrom().item(new Unread())
                    : read(now, target, queries(endpoint))
                            .map(answer -> known(answer, now, Double.MIN_VALUE, JUDGED_OF_ENDPOINT));
        }

        private Uni<LongTermUse> readGroup(Instant now, Arn target, ScalingGroup.@Nullable GroupSize size) {
            if (size == null) {
                return Uni.createFrom().item(new Unreadable("the number of instances of the group was not shown"));
            }
            Dimension name = CloudWatchMetrics.dimension(
                    "AutoScalingGroupName", target.scalingGroupName().orElseThrow());
            List<MetricDataQuery> queries = List.of(
                    query(LOAD, HOUR, "Average", "AWS/EC2", "CPUUtilization", name),
                    query(NUMBER, HOUR, "Maximum", "AWS/AutoScaling", "GroupInServiceInstances", name));
            return hasScalingPolicies(target)
                    .flatMap(isScaled ->
                            read(now, target, queries).map(answer -> loads(answer, now, size.maximum(), isScaled)));
        }

        /** What is not known is taken for none: then the load of two months decides. */
        private Uni<Boolean> hasScalingPolicies(Arn group) {
            return ContextBoundUni.onWorker(() -> clients.autoScalingWithRetry(group)
                            .describePolicies(request -> request.autoScalingGroupName(
                                    group.scalingGroupName().orElseThrow())))
                    .map(answer -> answer.scalingPolicies().stream()
                            .anyMatch(policy -> !Boolean.FALSE.equals(policy.enabled())))
                    .onFailure()
                    .recoverWithItem(false);
        }

        /**
         * The loads by an answer.
         *
         * @param maximum number of instances that the group may have
         */
        static LongTermUse loads(GetMetricDataResponse answer, Instant now, int maximum, boolean isScaled) {
            if (!isComplete(answer)) {
                return incomplete();
            }
            Map<Instant, Double> numbers = new HashMap<>();
            Map<LocalDate, Double> busiest = new HashMap<>();
            Map<LocalDate, Double> uncounted = new HashMap<>();
            CloudWatchMetrics.forEachPoint(answer, ID + NUMBER, numbers::put);
            CloudWatchMetrics.forEachPoint(answer, ID + LOAD, (time, load) -> {
                Double number = numbers.get(time);
                (number == null ? uncounted : busiest)
                        .merge(day(time), load * (number == null ? maximum : number), Math::max);
            });
            return new GroupLoads(day(now), busiest, uncounted, isScaled);
        }

        private static boolean isComplete(GetMetricDataResponse answer) {
            return answer.nextToken() == null
                    && answer.metricDataResults().stream()
                            .map(MetricDataResult::statusCode)
                            .collect(Collectors.toSet())
                            .equals(Set.of(StatusCode.COMPLETE));
        }

        private static LongTermUse incomplete() {
            return new Unreadable("CloudWatch did not answer completely for the last " + DaysAtWork.DAYS + " days");
        }

        private static List<MetricDataQuery> queries(InferenceEndpoint endpoint) {
            List<MetricDataQuery> queries = new ArrayList<>();
            for (InferenceEndpoint.Variant variant : endpoint.variants()) {
                queries.add(query(
                        queries.size(),
                        DAY,
                        "Sum",
                        "AWS/SageMaker",
                        "Invocations",
                        CloudWatchMetrics.dimension("EndpointName", endpoint.name()),
                        CloudWatchMetrics.dimension("VariantName", variant.name())));
            }
            return queries;
        }

        private Uni<GetMetricDataResponse> read(Instant now, Arn target, List<MetricDataQuery> queries) {
            Instant begin = day(now).minusDays(DaysAtWork.DAYS).atStartOfDay().toInstant(ZoneOffset.UTC);
            return CloudWatchMetrics.read(clients, target, begin, now, queries);
        }

        /** The mean CPU of an hour from which it was at work, percent. */
        static double busy(GetMetricDataResponse answer, double busy) {
            double[] hours = answer.metricDataResults().stream()
                    .flatMap(result -> result.values().stream())
                    .mapToDouble(Double::doubleValue)
                    .sorted()
                    .toArray();
            int rank = (int) Math.ceil(QUIET * hours.length);
            return rank == 0 ? busy : Math.min(busy, hours[rank - 1] + ABOVE_QUIET);
        }

        /**
         * The days by an answer.
         *
         * @param atWork value from which a day was one of use
         */
        static LongTermUse known(GetMetricDataResponse answer, Instant now, double atWork, int judged) {
            if (!isComplete(answer)) {
                return incomplete();
            }
            DaysAtWork days = new DaysAtWork(day(now));
            answer.metricDataResults().stream()
                    .flatMap(result -> result.timestamps().stream())
                    .min(Comparator.naturalOrder())
                    .ifPresent(first -> addRest(days, day(first)));
            answer.metricDataResults()
                    .forEach(result -> CloudWatchMetrics.forEachPoint(
                            result, (time, value) -> days.add(day(time), !(value < atWork))));
            return new Known(days, judged);
        }

        private static LocalDate day(Instant time) {
            return LocalDate.ofInstant(time, ZoneOffset.UTC);
        }

        private static MetricDataQuery query(
                int number, Duration period, String statistic, String namespace, String metric, Dimension... of) {
            return CloudWatchMetrics.query(ID + number, namespace, metric, statistic, period, of);
        }
    }
}
