package dev.gleaner.local.estate.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.generator.EstateGenerator;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import dev.gleaner.test.RecordedDataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MetricStreamRendererTest {

    private static final Instant HOUR = Instant.parse("2026-03-18T10:00:00Z");
    private static final EstateTimeline REPLAY =
            EstateTimeline.endingAt(EstateGenerator.small(42), Instant.parse("2026-03-18T16:35:00Z"));
    private static final EstateIdentities IDENTITIES = EstateIdentities.made(REPLAY.estate());

    @Test
    void shouldHaveTheFieldsOfARecordedDeliveryInTheSameOrder() throws IOException {
        String recorded = Files.readAllLines(
                        RecordedDataFolder.path("cloudwatch_metric_stream").resolve("records.decoded.ndjson"))
                .get(0);

        JsonNode ours = lines().get(0);
        JsonNode theirs = Json.read(recorded, JsonNode.class);

        assertThat(ours.fieldNames()).toIterable().containsExactlyElementsOf(theirs::fieldNames);
        assertThat(ours.get("value").fieldNames())
                .toIterable()
                .containsExactlyElementsOf(() -> theirs.get("value").fieldNames());
        ours.get("value")
                .forEach(number -> assertThat(number.isFloatingPointNumber()).isTrue());
        assertThat(ours.get("timestamp").isIntegralNumber()).isTrue();
    }

    @Test
    void shouldTellTheSameOfInstancesTypesAndRegions() {
        double byInstance = sum("InstanceId");

        assertThat(byInstance).isPositive();
        assertThat(sum("InstanceType")).isEqualTo(byInstance);
        assertThat(sum("")).isEqualTo(byInstance);
    }

    @Test
    void shouldBeSilentOfInstancesThatDoNotRun() {
        Set<String> seen = new TreeSet<>();
        lines().forEach(line -> seen.add(line.at("/dimensions/InstanceId").asText()));

        assertThat(seen).contains(IDENTITIES.id(REPLAY.estate().require("young")));
        assertThat(seen).doesNotContain(IDENTITIES.id(REPLAY.estate().require("stopped-now")));
    }

    @Test
    void shouldSayNothingOfInstancesWhenNoneRuns() {
        List<String> texts = new ArrayList<>();
        new MetricStreamRenderer(REPLAY, IDENTITIES)
                .write(HOUR, HOUR.plusSeconds(3600), estateInstance -> false, texts::add);

        assertThat(texts).hasSize(1);
        assertThat(texts.get(0)).contains("AWS/EBS").doesNotContain("AWS/EC2");
    }

    @Test
    void shouldTellOfVolumesByTheMinuteWhileTheyAreAttached() {
        // 1,500 operations a second, half of them reads
        assertThat(sums("AWS/EBS", "VolumeReadOps", "VolumeId", IDENTITIES.id("training-scratch")))
                .hasSize(60)
                .containsOnly(45_000.0);
        assertThat(sums("AWS/EBS", "VolumeWriteBytes", "VolumeId", IDENTITIES.id("training-scratch")))
                .hasSize(60)
                .containsOnly(45_000.0 * (16 << 10));
    }

    private static List<Double> sums(String namespace, String metric, String dimension, String id) {
        return lines().stream()
                .filter(line -> line.get("namespace").asText().equals(namespace))
                .filter(line -> line.get("metric_name").asText().equals(metric))
                .filter(line -> line.at("/dimensions").path(dimension).asText().equals(id))
                .map(line -> line.at("/value/sum").asDouble())
                .toList();
    }

    private static double sum(String dimension) {
        return lines().stream()
                .filter(line -> line.get("metric_name").asText().equals("NetworkIn"))
                .filter(line -> dimension.isEmpty()
                        ? line.get("dimensions").isEmpty()
                        : line.get("dimensions").has(dimension))
                .mapToDouble(line -> line.at("/value/sum").asDouble())
                .sum();
    }

    private static List<JsonNode> lines() {
        List<JsonNode> lines = new ArrayList<>();
        new MetricStreamRenderer(REPLAY, IDENTITIES)
                .write(
                        HOUR,
                        HOUR.plusSeconds(3600),
                        estateInstance -> true,
                        text -> text.lines().forEach(line -> lines.add(Json.read(line, JsonNode.class))));
        return lines;
    }
}
