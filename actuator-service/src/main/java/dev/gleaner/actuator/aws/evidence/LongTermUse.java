package dev.gleaner.actuator.aws.evidence;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.InferenceEndpoint;
import dev.gleaner.actuator.aws.NatGateway;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.recurrence.WorkDays;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
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
     * @param days of which CloudWatch has values; of a younger target the days before it are not known, which is no work
     * @param judged number of the last days without use on which a finding of such a target rests; 0 where other guards judge these
     */
    record Known(WorkDays days, int judged) implements LongTermUse {}

    /**
     * Reads the use by one GetMetricData call. CloudWatch keeps points of an hour for 455 days, also of metrics that are sent by five
     * minutes. Source: Amazon CloudWatch API Reference, "GetMetricStatistics".
     */
    final class Reader {

        /** As {@code analyzer.idle-endpoint.window}. */
        private static final int JUDGED_OF_ENDPOINT = 7;

        /** As {@code analyzer.idle-gateway.window}. */
        private static final int JUDGED_OF_GATEWAY = 14;

        /** Percentage points above the quiet level from which an hour is at work, as {@code analyzer.work.above-quiet}. */
        private static final double ABOVE_QUIET = 5;

        /** Percentile of the hours that is the quiet level, 0 to 1, as {@code analyzer.work.quiet-percentile}. */
        private static final double QUIET = 0.25;

        private static final String ID = "use";
        private static final Duration HOUR = Duration.ofHours(1);
        private static final Duration DAY = Duration.ofDays(1);

        private final ActuatorAwsClients clients;

        Reader(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        /**
         * The use of a target up to a moment; {@link Unread} of a kind whose use is not read.
         *
         * @param busy mean CPU of an hour from which an instance was at work, percent, whatever its quiet level is
         */
        Uni<LongTermUse> read(Instant now, Arn target, ResourceObservation shown, double busy) {
            if (shown instanceof Ec2Instance.Observation) {
                // The busiest hour of a day, as the analyzer keeps it: a peak of minutes is no work.
                return read(
                                now,
                                target,
                                List.of(query(
                                        0,
                                        HOUR,
                                        "Average",
                                        "AWS/EC2",
                                        "CPUUtilization",
                                        dimension("InstanceId", target.id()))))
                        .map(answer -> known(answer, now, busy(answer, busy), 0));
            }
            if (shown instanceof NatGateway.Observation) {
                return read(
                                now,
                                target,
                                List.of(query(
                                        0,
                                        DAY,
                                        "Sum",
                                        "AWS/NATGateway",
                                        "BytesOutToDestination",
                                        dimension("NatGatewayId", target.id()))))
                        .map(answer -> known(answer, now, Double.MIN_VALUE, JUDGED_OF_GATEWAY));
            }
            InferenceEndpoint endpoint =
                    shown instanceof InferenceEndpoint.Observation observation ? observation.endpoint() : null;
            return endpoint == null || endpoint.variants().isEmpty()
                    ? Uni.createFrom().item(new Unread())
                    : read(now, target, queries(endpoint))
                            .map(answer -> known(answer, now, Double.MIN_VALUE, JUDGED_OF_ENDPOINT));
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
                        dimension("EndpointName", endpoint.name()),
                        dimension("VariantName", variant.name())));
            }
            return queries;
        }

        private Uni<GetMetricDataResponse> read(Instant now, Arn target, List<MetricDataQuery> queries) {
            GetMetricDataRequest request = GetMetricDataRequest.builder()
                    .startTime(day(now).minusDays(WorkDays.DAYS).atStartOfDay().toInstant(ZoneOffset.UTC))
                    .endTime(now)
                    .metricDataQueries(queries)
                    .build();
            return ContextBoundUni.onWorker(() -> clients.cloudWatch(target).getMetricData(request));
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
            Set<StatusCode> states = answer.metricDataResults().stream()
                    .map(MetricDataResult::statusCode)
                    .collect(Collectors.toSet());
            if (answer.nextToken() != null || !states.equals(Set.of(StatusCode.COMPLETE))) {
                return new Unreadable("CloudWatch did not answer completely for the last " + WorkDays.DAYS + " days");
            }
            WorkDays days = new WorkDays(day(now));
            for (MetricDataResult result : answer.metricDataResults()) {
                for (int point = 0; point < result.values().size(); point++) {
                    days.add(
                            day(result.timestamps().get(point)),
                            !(result.values().get(point) < atWork));
                }
            }
            return new Known(days, judged);
        }

        private static LocalDate day(Instant time) {
            return LocalDate.ofInstant(time, ZoneOffset.UTC);
        }

        private static MetricDataQuery query(
                int number, Duration period, String statistic, String namespace, String metric, Dimension... of) {
            return MetricDataQuery.builder()
                    .id(ID + number)
                    .metricStat(stat -> stat.stat(statistic)
                            .period(Math.toIntExact(period.toSeconds()))
                            .metric(named -> named.namespace(namespace)
                                    .metricName(metric)
                                    .dimensions(of)))
                    .build();
        }

        private static Dimension dimension(String name, String value) {
            return Dimension.builder().name(name).value(value).build();
        }
    }
}
