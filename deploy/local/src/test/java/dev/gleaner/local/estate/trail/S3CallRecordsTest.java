package dev.gleaner.local.estate.trail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.generator.EstateGenerator;
import dev.gleaner.local.estate.series.SeededRandom;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import dev.gleaner.test.RecordedDataFolder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class S3CallRecordsTest {

    private static final Estate ESTATE = EstateGenerator.small(42);
    private static final EstateTimeline REPLAY = EstateTimeline.endingAt(ESTATE, Instant.parse("2026-03-18T16:35:00Z"));
    private static final EstateIdentities IDENTITIES = EstateIdentities.made(ESTATE);
    private static final List<JsonNode> RECORDS = new S3CallRecords(REPLAY, IDENTITIES, SeededRandom.of(1))
            .entries().stream()
                    .map(builtRecord -> (JsonNode) builtRecord.json())
                    .toList();

    @Test
    void shouldTellEachByteThatWasRead() {
        long told = reads().mapToLong(S3CallRecordsTest::out).sum();

        assertThat(told)
                .isEqualTo(REPLAY.reads(REPLAY.start(), REPLAY.end()).stream()
                        .filter(read -> !read.bucket().hasAccessLogs())
                        .mapToLong(EstateTimeline.ObjectRead::bytes)
                        .sum())
                .isPositive();
    }

    @Test
    void shouldTellNothingOfBucketsWithAccessLogs() {
        assertThat(reads().map(record ->
                        record.at("/requestParameters/bucketName").asText()))
                .contains("model-weights")
                .doesNotContain("vision-shards");
    }

    @Test
    void shouldStayModest() {
        // Two training runs save 180 checkpoints a day each for five days, so that there is hardly a file period
        // without one.
        assertThat(RECORDS).hasSizeBetween(500, 4_000);
        assertThat(TrailGenerator.files(REPLAY, IDENTITIES)).hasSizeLessThan(1_800);
    }

    @Test
    void shouldTellEachRecordApart() {
        assertThat(RECORDS.stream().map(record -> record.get("eventID").asText()))
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldSayFromWhichAddressAnInstanceReads() {
        JsonNode read = first("model-weights", "model-server");

        assertThat(read.get("sourceIPAddress").asText()).isEqualTo(IDENTITIES.address("serve-paris"));
        assertThat(read.get("awsRegion").asText()).isEqualTo("us-east-1");
        assertThat(read.has("vpcEndpointId")).isFalse();
        assertThat(read.at("/userIdentity/arn").asText())
                .isEqualTo("arn:aws:sts::123456789012:assumed-role/model-server/" + IDENTITIES.id("serve-paris"));
        assertThat(read.at("/resources/0/ARN").asText())
                .isEqualTo("arn:aws:s3:::model-weights/"
                        + read.at("/requestParameters/key").asText());
    }

    @Test
    void shouldSayThroughWhichGatewayOrEndpointAJobReads() {
        JsonNode throughNat = first("feature-store", "batch-job");
        JsonNode throughEndpoint = first("feature-store", "nightly-job");

        assertThat(throughNat.get("sourceIPAddress").asText()).isEqualTo(IDENTITIES.address("batch-nat"));
        assertThat(throughNat.has("vpcEndpointId")).isFalse();
        assertThat(throughEndpoint.get("sourceIPAddress").asText()).startsWith("10.");
        assertThat(throughEndpoint.get("vpcEndpointId").asText()).isEqualTo(IDENTITIES.id("jobs-s3"));
    }

    @Test
    void shouldLieInTheFilesOfTheBucketsRegion() {
        for (TrailLogFile file : TrailGenerator.files(REPLAY, IDENTITIES)) {
            for (JsonNode record : TrailGeneratorTest.records(file)) {
                assertThat(file.key()).contains("/" + record.get("awsRegion").asText() + "/");
            }
        }
        assertThat(first("paris-uploads", "model-server").get("awsRegion").asText())
                .isEqualTo("eu-west-3");
    }

    @Test
    void shouldHoldRefusalsThatAreNoReads() {
        assertThat(RECORDS)
                .filteredOn(record -> record.has("errorCode"))
                .hasSizeGreaterThan(10)
                .allMatch(record -> record.get("errorCode").asText().equals("AccessDenied"))
                .allMatch(record -> out(record) == 243);
    }

    @Test
    void shouldWriteSizesInBothFormsThatAreMet() {
        List<String> sizes = reads().map(record ->
                        record.at("/additionalEventData/bytesTransferredOut").toString())
                .toList();

        assertThat(sizes).anyMatch(size -> size.matches("\\d+\\.0")).anyMatch(size -> size.matches("\\d+"));
        assertThat(sizes).allMatch(size -> size.matches("\\d+(\\.0)?"));
    }

    @Test
    void shouldHaveTheFieldsThatRecordedReadsShare() throws IOException {
        Set<String> missing = new TreeSet<>(sharedFields("GetObject"));
        assertThat(missing).hasSizeGreaterThan(30);
        missing.removeAll(TrailGeneratorTest.fields(first("model-weights", "model-server")));
        // Recorded readers are users, who have a name; ours are roles.
        missing.remove("userIdentity.userName");

        assertThat(missing).isEmpty();
    }

    @Test
    void shouldShowWhenEachBucketWasMade() {
        assertThat(RECORDS)
                .filteredOn(record -> record.get("eventName").asText().equals("CreateBucket"))
                .hasSameSizeAs(ESTATE.buckets())
                .allMatch(record -> record.get("managementEvent").booleanValue())
                .anyMatch(record -> record.at("/requestParameters/CreateBucketConfiguration/LocationConstraint")
                        .asText()
                        .equals("eu-west-3"))
                .allMatch(record -> record.has("additionalEventData"));
    }

    private static Stream<JsonNode> reads() {
        return RECORDS.stream()
                .filter(record -> record.get("eventName").asText().equals("GetObject") && !record.has("errorCode"));
    }

    private static JsonNode first(String bucket, String role) {
        return reads().filter(record ->
                        record.at("/requestParameters/bucketName").asText().equals(bucket))
                .filter(record -> record.at("/userIdentity/sessionContext/sessionIssuer/userName")
                        .asText()
                        .equals(role))
                .findFirst()
                .orElseThrow();
    }

    private static long out(JsonNode record) {
        return record.at("/additionalEventData/bytesTransferredOut").longValue();
    }

    private static Set<String> sharedFields(String call) throws IOException {
        Set<String> shared = new TreeSet<>();
        for (JsonNode record : recorded(call)) {
            Set<String> fields = TrailGeneratorTest.fields(record);
            if (shared.isEmpty()) {
                shared.addAll(fields);
            }
            shared.retainAll(fields);
        }
        return shared;
    }

    /** Those of the first files that hold some. */
    private static List<JsonNode> recorded(String call) throws IOException {
        List<JsonNode> records = new ArrayList<>();
        try (Stream<Path> files = Files.walk(RecordedDataFolder.path("cloudtrail_sans504"))) {
            for (Path file : (Iterable<Path>) files.filter(f -> f.toString().contains("us-west-1"))
                    .filter(f -> f.toString().contains("20210730T16"))
                    .sorted()::iterator) {
                try (var in = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
                    for (JsonNode record : Json.mapper().readTree(in).path("Records")) {
                        if (record.get("eventName").asText().equals(call) && !record.has("errorCode")) {
                            records.add(record);
                        }
                    }
                }
            }
        }
        assertThat(records).hasSizeGreaterThan(100);
        return records;
    }
}
