package dev.gleaner.actuator.aws.evidence;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.CloudWatchMetrics;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

/**
 * Recent operations on the EBS volumes of an instance according to CloudWatch, by the start of their period.
 *
 * @param greater the greater number of reads and writes of each period with any value
 * @param known the periods of which both are known, of all volumes
 */
public record VolumeOperations(Map<Instant, Double> greater, Set<Instant> known) {

    /** Operations that were not read. */
    public static final VolumeOperations UNREAD = new VolumeOperations(Map.of(), Set.of());

    public VolumeOperations {
        greater = Map.copyOf(greater);
        known = Set.copyOf(known);
    }

    /**
     * Reads operations by one GetMetricData call: those of the instance, which EC2 has of Nitro types, and those of each of its volumes, which
     * EBS has of all types. Sources: Amazon EC2 User Guide, "CloudWatch metrics that are available for your instances"; Amazon EBS User Guide,
     * "Amazon CloudWatch metrics for Amazon EBS".
     */
    @ApplicationScoped
    public static class Reader {

        private static final Duration FEW_MINUTES = Duration.ofMinutes(5);
        private static final Duration HOUR = Duration.ofHours(1);
        private static final String INSTANCE = "i";

        private final ActuatorAwsClients clients;

        Reader(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        /** Those of each hour since this number of whole hours before the hour that contains {@code now}. */
        public Uni<VolumeOperations> readLastHours(Instant now, int hours, Arn arn, List<String> volumes) {
            return read(now.truncatedTo(ChronoUnit.HOURS).minus(HOUR.multipliedBy(hours)), now, HOUR, arn, volumes);
        }

        /** Those of the last minutes, each of five minutes. */
        public Uni<VolumeOperations> readLastMinutes(Instant now, Arn arn, List<String> volumes) {
            Instant from = now.truncatedTo(ChronoUnit.MINUTES).minus(InstanceUsage.Reader.LATELY);
            return read(from, now, FEW_MINUTES, arn, volumes);
        }

        private Uni<VolumeOperations> read(Instant from, Instant now, Duration period, Arn arn, List<String> volumes) {
            List<MetricDataQuery> queries = new ArrayList<>();
            queries.add(query(INSTANCE + "r", "AWS/EC2", "EBSReadOps", "InstanceId", arn.id(), period));
            queries.add(query(INSTANCE + "w", "AWS/EC2", "EBSWriteOps", "InstanceId", arn.id(), period));
            for (int index = 0; index < volumes.size(); index++) {
                String volume = volumes.get(index);
                queries.add(query("v" + index + "r", "AWS/EBS", "VolumeReadOps", "VolumeId", volume, period));
                queries.add(query("v" + index + "w", "AWS/EBS", "VolumeWriteOps", "VolumeId", volume, period));
            }
            return CloudWatchMetrics.read(clients, arn, from, now, queries)
                    .map(answer ->
                            of(answer, volumes.size(), period.equals(HOUR) ? ChronoUnit.HOURS : ChronoUnit.MINUTES));
        }

        private static VolumeOperations of(GetMetricDataResponse answer, int volumes, ChronoUnit unit) {
            Map<Instant, Double> instanceReads = values(answer, INSTANCE + "r", unit);
            Map<Instant, Double> instanceWrites = values(answer, INSTANCE + "w", unit);
            Map<Instant, Double> reads = new HashMap<>();
            Map<Instant, Double> writes = new HashMap<>();
            Map<Instant, Integer> parts = new HashMap<>();
            for (int index = 0; index < volumes; index++) {
                for (String direction : List.of("r", "w")) {
                    values(answer, "v" + index + direction, unit).forEach((time, operations) -> {
                        (direction.equals("r") ? reads : writes).merge(time, operations, Double::sum);
                        parts.merge(time, 1, Integer::sum);
                    });
                }
            }
            Map<Instant, Double> greater = new HashMap<>();
            for (Map<Instant, Double> one : List.of(instanceReads, instanceWrites, reads, writes)) {
                one.forEach((time, operations) -> greater.merge(time, operations, Double::max));
            }
            Set<Instant> known = new HashSet<>(instanceReads.keySet());
            known.retainAll(instanceWrites.keySet());
            parts.forEach((time, number) -> {
                if (number == 2 * volumes) {
                    known.add(time);
                }
            });
            return new VolumeOperations(greater, known);
        }

        private static MetricDataQuery query(
                String id, String namespace, String metric, String dimension, String value, Duration period) {
            return CloudWatchMetrics.query(
                    id, namespace, metric, "Sum", period, CloudWatchMetrics.dimension(dimension, value));
        }

        private static Map<Instant, Double> values(GetMetricDataResponse answer, String id, ChronoUnit unit) {
            Map<Instant, Double> values = new HashMap<>();
            CloudWatchMetrics.forEachPoint(answer, id, (time, value) -> values.put(time.truncatedTo(unit), value));
            return values;
        }
    }
}
