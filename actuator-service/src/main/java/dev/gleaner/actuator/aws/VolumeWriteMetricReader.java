package dev.gleaner.actuator.aws;

import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/**
 * What CloudWatch knows of writes to a volume (VolumeWriteOps). A volume reports only while an instance has it, some minutes
 * late: no value says that no writes are known of, and an answer that is not whole says nothing.
 */
public final class VolumeWriteMetricReader {

    private static final Duration PERIOD = Duration.ofMinutes(5);
    private static final String ID = "writes";

    private final ActuatorAwsClients clients;

    public VolumeWriteMetricReader(ActuatorAwsClients clients) {
        this.clients = clients;
    }

    /** How many writes are known of since the five minutes in which this time lies; empty when CloudWatch did not tell all. */
    public Uni<Optional<Double>> since(Instant from, Arn volume) {
        Instant begin = Instant.ofEpochSecond(from.getEpochSecond() / PERIOD.toSeconds() * PERIOD.toSeconds());
        GetMetricDataRequest request = GetMetricDataRequest.builder()
                .startTime(begin)
                .endTime(Instant.now().plus(PERIOD))
                .metricDataQueries(query(volume))
                .build();
        return ContextBoundUni.onWorker(() -> clients.cloudWatch(volume).getMetricData(request))
                .map(VolumeWriteMetricReader::writes);
    }

    private static Optional<Double> writes(GetMetricDataResponse answer) {
        Optional<MetricDataResult> writes = answer.metricDataResults().stream()
                .filter(result -> ID.equals(result.id()))
                .findFirst();
        boolean isWhole = answer.nextToken() == null
                && writes.filter(result -> result.statusCode() == StatusCode.COMPLETE)
                        .isPresent();
        return isWhole
                ? writes.map(result -> result.values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum())
                : Optional.empty();
    }

    private static MetricDataQuery query(Arn volume) {
        Dimension dimension =
                Dimension.builder().name("VolumeId").value(volume.id()).build();
        return MetricDataQuery.builder()
                .id(ID)
                .metricStat(stat -> stat.stat("Sum")
                        .period(Math.toIntExact(PERIOD.toSeconds()))
                        .metric(metric -> metric.namespace("AWS/EBS")
                                .metricName("VolumeWriteOps")
                                .dimensions(dimension)))
                .build();
    }
}
