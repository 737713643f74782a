package dev.gleaner.collector.source.cloudwatch.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.Recordings;
import dev.gleaner.contracts.signal.SignalMetrics;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.Signal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A recorded delivery goes through, and what comes out is counted against what {@code jq} counts in the same file. */
class RecordedDeliveryIT {

    private static final String LINES = "jq -r '.records[].data' records.json | while read -r data;"
            + " do printf '%s' \"$data\" | base64 -d; echo; done | jq -s ";

    /** Metrics of instances, and the I/O of volumes. */
    private static final String OURS =
            "map(select((.namespace == \"AWS/EC2\" and (.dimensions | keys) == [\"InstanceId\"])"
                    + " or (.namespace == \"AWS/EBS\" and (.metric_name | test(\"^Volume(Read|Write)(Ops|Bytes)$\")))))";

    @Test
    void shouldReadARecordedDeliveryAsJqDoes() throws Exception {
        Path folder = Recordings.folder("cloudwatch_metric_stream");
        JsonNode expected = Recordings.json(
                folder,
                LINES + "'{lines: length, points: (" + OURS + " | length), sum: (" + OURS
                        + " | map(.value.sum) | add), metrics: (" + OURS
                        + " | map([.dimensions, .metric_name, .unit, (.timestamp / 3600000 | floor)]) | unique | length)}'");

        for (boolean packed : List.of(false, true)) {
            byte[] body = Files.readAllBytes(folder.resolve(packed ? "records.gz" : "records.json"));
            ParsedFirehoseDelivery reading = new ParsedFirehoseDelivery(
                    "metric-stream",
                    FirehoseResource.Delivery.read(body, packed, 1_000_000_000),
                    Instant.now(),
                    account -> true);
            List<Metric> metrics = reading.signals(Instant.EPOCH).stream()
                    .flatMap(signal -> SignalMetrics.of(signal).stream())
                    .toList();

            assertThat(reading.entries())
                    .isEqualTo(expected.path("lines").asInt())
                    .isPositive();
            assertThat(reading.deadLetters()).isEmpty();
            assertThat(metrics).hasSize(expected.path("metrics").asInt());
            assertThat(metrics.stream().mapToInt(Metric::getIndexCount).sum())
                    .isEqualTo(expected.path("points").asInt());
            assertThat(metrics.stream()
                            .flatMap(metric -> metric.getSumList().stream())
                            .mapToDouble(Double::doubleValue)
                            .sum())
                    .isCloseTo(expected.path("sum").asDouble(), org.assertj.core.data.Percentage.withPercentage(1e-9));
        }
    }

    @Test
    void shouldSkipTheForeignLinesOfARecordedBatch() throws Exception {
        Path folder = Recordings.folder("cloudwatch_metric_stream");
        String lines = Files.readString(folder.resolve("otel_mixed_invalid.excerpt.ndjson"));

        ParsedFirehoseDelivery reading = new ParsedFirehoseDelivery(
                "metric-stream",
                new FirehoseResource.Delivery("recorded", List.of(lines.getBytes(StandardCharsets.UTF_8))),
                Instant.now(),
                account -> true);

        assertThat(reading.deadLetters()).isEmpty();
        assertThat(reading.skipped()).containsEntry("foreign", 1);
        assertThat(reading.signals(Instant.EPOCH))
                .extracting(Signal::getResource)
                .containsExactlyInAnyOrder(
                        "arn:aws:ec2:us-east-1:1234567890:instance/i-02863582c45c2ec85",
                        "arn:aws:ec2:us-east-1:1234567890:instance/i-012e19a954ce9e13b",
                        "arn:aws:ec2:us-east-1:1234567890:volume/vol-0679c44f13fe46f14");
    }
}
