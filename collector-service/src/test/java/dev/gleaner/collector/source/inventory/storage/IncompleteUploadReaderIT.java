package dev.gleaner.collector.source.inventory.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.source.inventory.InventoryConfig;
import dev.gleaner.contracts.signal.proto.IncompleteUploads;
import dev.gleaner.test.MutableClock;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Against the stand-in, which begins all uploads in 2010, and with answers of a proxy where their time matters. */
@NeedsAwsStandIn
class IncompleteUploadReaderIT {

    private static final Instant NOW = Instant.parse("2026-10-02T00:00:00Z");
    private static final String DENIED = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";

    private final String bucket = "gleaner-" + UUID.randomUUID();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MutableClock clock = new MutableClock(NOW);
    private AwsProxy proxy;
    private S3AsyncClient s3;

    @BeforeEach
    void create() {
        proxy = AwsProxy.start(0, AwsStandIn.endpoint());
        s3 = S3AsyncClient.builder()
                .endpointOverride(proxy.endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .build();
        s3.createBucket(request -> request.bucket(bucket)).join();
    }

    @AfterEach
    void stop() {
        s3.close();
        proxy.close();
    }

    @Test
    void shouldCountUploadsAndTheBytesOfTheirParts() {
        upload("a/1 +é.bin", 100, 20);
        upload("b", 3);
        upload("c");

        assertThat(reader(10, 10).read(s3, bucket))
                .contains(IncompleteUploads.newBuilder()
                        .addAgeDays(Integer.MAX_VALUE)
                        .addUploads(3)
                        .addBytes(123)
                        .addMeasured(3)
                        .build());
        assertThat(unavailable()).isZero();
    }

    @Test
    void shouldTellNoUploadsFromUnknownOnes() {
        assertThat(reader(10, 10).read(s3, bucket)).contains(IncompleteUploads.getDefaultInstance());
        assertThat(reader(0, 10).read(s3, bucket)).isEmpty();
        assertThat(reader(10, 10).read(s3, bucket + "-gone")).isEmpty();
    }

    @Test
    void shouldMeasureTheOldestAndCountTheOthers() {
        answer(page("", entry("a", 3) + entry("b", 400) + entry("c", 10) + entry("d", 8)));
        answerParts("b", part(1, 1000));
        answerParts("c", part(1, 70));

        assertThat(reader(10, 2).read(s3, bucket))
                .contains(IncompleteUploads.newBuilder()
                        .addAllAgeDays(List.of(7, 14, 545))
                        .addAllUploads(List.of(1L, 2L, 1L))
                        .addAllBytes(List.of(0L, 70L, 1000L))
                        .addAllMeasured(List.of(0L, 1L, 1L))
                        .build());
    }

    @ParameterizedTest
    @CsvSource({"10, 4", "3, 3", "2, 2"})
    void shouldReadPageAfterPageUpToTheLimit(int limit, long counted) {
        answer(page(
                "<NextKeyMarker>b</NextKeyMarker><NextUploadIdMarker>id-b</NextUploadIdMarker>",
                entry("a", 3) + entry("b", 3)));
        proxy.answerAll(
                call -> call.action().contains("key-marker=b") && call.action().contains("upload-id-marker=id-b"),
                200,
                page("", entry("c", 3) + entry("d", 3)));

        assertThat(reader(limit, 0).read(s3, bucket).orElseThrow().getUploadsList())
                .containsExactly(counted);
    }

    @Test
    void shouldLeaveOutUploadsThatAreDenied() {
        upload("a", 5);
        proxy.answerNext("GET /" + bucket + "?uploads", 403, DENIED);
        IncompleteUploadReader reader = reader(10, 10);

        assertThat(reader.read(s3, bucket)).isEmpty();
        assertThat(unavailable()).isEqualTo(1);
        assertThat(reader.read(s3, bucket)).isPresent();
    }

    @Test
    void shouldCountUploadsWhosePartsAreDenied() {
        upload("a", 5);
        upload("b", 5);
        proxy.answerAll(call -> call.action().contains("uploadId="), 403, DENIED);

        IncompleteUploads uploads = reader(10, 10).read(s3, bucket).orElseThrow();

        assertThat(uploads.getUploadsList()).containsExactly(2L);
        assertThat(uploads.getMeasuredList()).containsExactly(0L);
        assertThat(uploads.getBytesList()).containsExactly(0L);
        assertThat(unavailable()).isEqualTo(1);
    }

    @Test
    void shouldNotCountAnUploadThatHasEndedSinceTheListing() {
        answer(page("", entry("a", 3)));

        assertThat(reader(10, 10).read(s3, bucket)).contains(IncompleteUploads.getDefaultInstance());
        assertThat(unavailable()).isZero();
    }

    @Test
    void shouldAskOnceADay() {
        IncompleteUploadReader reader = reader(10, 10);
        reader.read(s3, bucket);
        upload("a", 5);

        clock.set(NOW.plus(Duration.ofHours(23)));
        assertThat(reader.read(s3, bucket).orElseThrow().getUploadsCount()).isZero();
        clock.set(NOW.plus(Duration.ofHours(24)));
        assertThat(reader.read(s3, bucket).orElseThrow().getUploadsCount()).isEqualTo(1);
    }

    private IncompleteUploadReader reader(int uploads, int measured) {
        return new IncompleteUploadReader(
                new Limits(uploads, measured),
                new AccessDeniedRecorder("inventory-buckets", new SourceMeters(meters)::unavailable),
                clock);
    }

    private void upload(String key, int... parts) {
        String id = s3.createMultipartUpload(request -> request.bucket(bucket).key(key))
                .join()
                .uploadId();
        for (int number = 1; number <= parts.length; number++) {
            int part = number;
            s3.uploadPart(
                            request ->
                                    request.bucket(bucket).key(key).uploadId(id).partNumber(part),
                            AsyncRequestBody.fromString("x".repeat(parts[part - 1])))
                    .join();
        }
    }

    private void answer(String page) {
        proxy.answerNext("GET /" + bucket + "?uploads", 200, page);
    }

    private void answerParts(String key, String parts) {
        proxy.answerAll(
                call -> call.action().startsWith("GET /" + bucket + "/" + key + "?uploadId="),
                200,
                "<ListPartsResult><IsTruncated>false</IsTruncated>" + parts + "</ListPartsResult>");
    }

    private static String part(int number, long size) {
        return "<Part><PartNumber>%d</PartNumber><Size>%d</Size></Part>".formatted(number, size);
    }

    private static String page(String next, String uploads) {
        return "<ListMultipartUploadsResult><IsTruncated>%s</IsTruncated>%s%s</ListMultipartUploadsResult>"
                .formatted(!next.isEmpty(), next, uploads);
    }

    private static String entry(String key, int days) {
        return "<Upload><Key>%s</Key><UploadId>id-%s</UploadId><Initiated>%s</Initiated></Upload>"
                .formatted(key, key, NOW.minus(Duration.ofDays(days)));
    }

    private double unavailable() {
        return meters.counter("gleaner.collector.unavailable", "source", "inventory-buckets")
                .count();
    }

    private record Limits(int uploads, int measuredUploads) implements InventoryConfig.Buckets {

        @Override
        public boolean enabled() {
            return true;
        }

        @Override
        public Duration interval() {
            return Duration.ofHours(1);
        }
    }
}
