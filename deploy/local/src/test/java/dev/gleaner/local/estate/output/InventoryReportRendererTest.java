package dev.gleaner.local.estate.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.file.EstateFileReader;
import dev.gleaner.local.estate.generator.EstateGenerator;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import dev.gleaner.test.RecordedDataFolder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class InventoryReportRendererTest {

    private static final Instant END = Instant.parse("2026-03-18T16:35:00Z");
    private static final String FOLDER = "reports/models/all-versions/2026-03-18T01-00Z/";
    private static final String ESTATE = """
            {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
             "buckets":[
               {"name":"models","region":"us-east-1","versioning":"enabled","prefixes":{"weights/":["a b.bin"]},
                "inventory":[
                  {"prefix":"runs/2026/","objects":3,"size":7,"oldest":"-P10D","newest":"-PT1H","oldVersions":1},
                  {"prefix":"weights/","size":9,"storageClass":"GLACIER_IR","oldest":"-P90D"}]},
               {"name":"other","region":"us-east-1"}]}""";

    @Test
    void shouldLookLikeThoseOfS3() throws Exception {
        Map<String, byte[]> files = files(EstateFileReader.parse("test", ESTATE));

        JsonNode manifest = Json.read(files.get(FOLDER + "manifest.json"), JsonNode.class);
        assertThat(new String(files.get(FOLDER + "manifest.checksum"), StandardCharsets.UTF_8))
                .isEqualTo(md5(files.get(FOLDER + "manifest.json")));
        assertThat(manifest.get("creationTimestamp").asText())
                .isEqualTo(Long.toString(Instant.parse("2026-03-18T01:00:00Z").toEpochMilli()));
        JsonNode file = manifest.get("files").get(0);
        byte[] data = files.get(file.get("key").asText());
        assertThat(file.get("MD5checksum").asText()).isEqualTo(md5(data));
        assertThat(file.get("size").asInt()).isEqualTo(data.length);
        assertThat(files).hasSize(4 * 3);
    }

    @Test
    void shouldListEachVersionThatWasThere() throws Exception {
        List<String[]> rows = rows(files(EstateFileReader.parse("test", ESTATE)), FOLDER);

        // Not the newest version of the last object, which was written after the report.
        assertThat(rows)
                .extracting(row -> String.join(" ", row[1], row[3], row[5], row[6], row[8]))
                .containsExactly(
                        "runs%2F2026%2Fpart+0 true 7 2026-03-08T16:35:00.000Z STANDARD",
                        "runs%2F2026%2Fpart+0 false 7 2026-03-07T16:35:00.000Z STANDARD",
                        "runs%2F2026%2Fpart+1 true 7 2026-03-13T16:05:00.000Z STANDARD",
                        "runs%2F2026%2Fpart+1 false 7 2026-03-12T16:05:00.000Z STANDARD",
                        "runs%2F2026%2Fpart+2 false 7 2026-03-17T15:35:00.000Z STANDARD",
                        "weights%2Fa+b.bin true 9 2025-12-18T16:35:00.000Z GLACIER_IR");
        assertThat(rows).extracting(row -> row[2]).doesNotHaveDuplicates().doesNotContain("");
    }

    @Test
    void shouldHaveTheFieldsOfARecordedManifest() throws IOException {
        JsonNode recorded = Json.read(
                Files.readAllBytes(RecordedDataFolder.path("s3_inventory").resolve("manifest.csv-format.json")),
                JsonNode.class);
        JsonNode ours =
                Json.read(files(EstateFileReader.parse("test", ESTATE)).get(FOLDER + "manifest.json"), JsonNode.class);

        assertThat(ours.fieldNames()).toIterable().containsExactlyElementsOf(recorded::fieldNames);
        assertThat(ours.get("files").get(0).fieldNames())
                .toIterable()
                .containsExactlyElementsOf(() -> recorded.get("files").get(0).fieldNames());
        assertThat(recorded.get("fileSchema").asText())
                .startsWith(ours.get("fileSchema").asText());
    }

    @Test
    void shouldShowTheSizesOfTheGeneratedBuckets() throws Exception {
        Estate estate = EstateGenerator.small(42);
        Map<String, byte[]> files = files(estate);

        for (var bucket : estate.buckets()) {
            if (!bucket.inventory().isEmpty()) {
                String folder = "reports/" + bucket.name() + "/all-versions/2026-03-18T01-00Z/";
                List<String[]> rows = rows(files, folder);
                long standard = rows.stream()
                        .filter(row -> row[8].equals("STANDARD"))
                        .mapToLong(row -> Long.parseLong(row[5]))
                        .sum();
                assertThat(standard).as(bucket.name()).isCloseTo(bucket.bytes(), Percentage.withPercentage(2));
                assertThat(rows).hasSizeLessThan(5_000);
            }
        }
        assertThat(files).hasSize(9 * 4 * 3);
        assertThat(files(estate).get("reports/web-assets/all-versions/2026-03-18T01-00Z/manifest.json"))
                .isEqualTo(files.get("reports/web-assets/all-versions/2026-03-18T01-00Z/manifest.json"));
    }

    private static Map<String, byte[]> files(Estate estate) {
        return new InventoryReportRenderer(EstateTimeline.endingAt(estate, END), "reports-bucket")
                .render().stream().collect(Collectors.toMap(BucketFile::key, BucketFile::bytes));
    }

    private static List<String[]> rows(Map<String, byte[]> files, String folder) throws IOException {
        String key = Json.read(files.get(folder + "manifest.json"), JsonNode.class)
                .at("/files/0/key")
                .asText();
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(files.get(key)))) {
            return new String(gzip.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> Arrays.stream(line.split(",", -1))
                            .map(cell -> cell.replace("\"", ""))
                            .toArray(String[]::new))
                    .toList();
        }
    }

    private static String md5(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    }
}
