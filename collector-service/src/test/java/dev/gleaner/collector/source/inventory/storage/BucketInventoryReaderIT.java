package dev.gleaner.collector.source.inventory.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.service.aws.UnknownLifecycleElementInterceptor;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.TransitionStorageClass;

/** Against the stand-in, with a proxy in front that denies what a test wants denied. */
@NeedsAwsStandIn
class BucketInventoryReaderIT {

    private static final String DENIED = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";

    private final String name = "gleaner-" + UUID.randomUUID();
    private final Bucket bucket =
            Bucket.builder().name(name).creationDate(Instant.ofEpochSecond(1)).build();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private BucketInventoryReader reader;

    private static AwsProxy proxy;
    private static S3AsyncClient s3;

    @BeforeAll
    static void start() {
        proxy = AwsProxy.start(0, AwsStandIn.endpoint());
        s3 = client(Region.US_EAST_1);
    }

    @BeforeEach
    void create() {
        reader = new BucketInventoryReader(
                s3, new AccessDeniedRecorder("inventory-buckets", new SourceMeters(meters)::unavailable));
        s3.createBucket(request -> request.bucket(name)).join();
    }

    @AfterAll
    static void stop() {
        s3.close();
        proxy.close();
    }

    @Test
    void shouldReadWhatABucketHas() {
        fill();

        Inventory inventory = reader.read(bucket).orElseThrow().build();

        assertThat(inventory.getTagsMap()).containsOnly(entry("team", "vision"), entry("environment", "dev"));
        assertThat(inventory.getVersioning()).isEqualTo("Enabled");
        assertThat(inventory.getPrefixNamesList()).containsExactly("checkpoints/", "training-data/");
        assertThat(inventory.getCreated()).isEqualTo(1000);
        assertThat(inventory.hasSizeInStorage()).isFalse();
        JsonNode rules =
                Json.read(inventory.getLifecycleDocument(), JsonNode.class).path("Rules");
        assertThat(rules).hasSize(2);
        assertThat(rules.get(0)).isEqualTo(Json.read("""
                        {"ID":"somebody-elses","Filter":{"Prefix":"training-data/"},"Status":"Enabled",
                         "Transitions":[{"Days":30,"StorageClass":"STANDARD_IA"}]}""", JsonNode.class));
        assertThat(rules.get(1).path("ID").asText()).isEqualTo("gleaner-checkpoints");
        assertThat(unavailable()).isZero();
    }

    @Test
    void shouldTellNothingFromUnknown() {
        Inventory inventory = reader.read(bucket).orElseThrow().build();

        assertThat(inventory.getTagsMap()).isEmpty();
        assertThat(inventory.getLifecycleDocument()).isEqualTo("{\"Rules\":[]}");
        assertThat(inventory.getVersioning()).isEmpty();
        assertThat(inventory.getPrefixNamesList()).isEmpty();
        assertThat(unavailable()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"tagging", "lifecycle", "versioning", "list"})
    void shouldReadTheOthersWhereOneIsDenied(String denied) {
        fill();
        String query = denied.equals("list") ? "list-type=2&delimiter=%2F" : denied;
        proxy.answerNext("GET /" + name + "?" + query, 403, DENIED);

        Inventory inventory = reader.read(bucket).orElseThrow().build();

        assertThat(inventory.getTagsMap().isEmpty()).isEqualTo(denied.equals("tagging"));
        assertThat(inventory.hasLifecycleDocument()).isEqualTo(!denied.equals("lifecycle"));
        assertThat(inventory.getVersioning()).isEqualTo(denied.equals("versioning") ? "unknown" : "Enabled");
        assertThat(inventory.getPrefixNamesList().isEmpty()).isEqualTo(denied.equals("list"));
        assertThat(unavailable()).isEqualTo(1);
    }

    @Test
    void shouldNotTakeADocumentThatSaysMoreThanIsKnown() {
        proxy.answerNext(
                "GET /" + name + "?lifecycle",
                200,
                "<LifecycleConfiguration><Rule><ID>new</ID><Status>Enabled</Status><Filter><Prefix/><Moon>full</Moon>"
                        + "</Filter><Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>");

        assertThat(reader.read(bucket).orElseThrow().hasLifecycleDocument()).isFalse();
        assertThat(unavailable()).isEqualTo(1);
    }

    /** The stand-in and the proxy send no such header. */
    @Test
    void shouldReadTheSmallestObjectThatIsMovedByDefault() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = "<LifecycleConfiguration/>".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders()
                    .add("x-amz-transition-default-minimum-object-size", "varies_by_storage_class");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try (S3AsyncClient other = client(
                Region.US_EAST_1,
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()))) {
            Inventory inventory = new BucketInventoryReader(
                            other, new AccessDeniedRecorder("inventory-buckets", new SourceMeters(meters)::unavailable))
                    .read(bucket)
                    .orElseThrow()
                    .build();

            assertThat(inventory.getTransitionDefaultMinimumObjectSize()).isEqualTo("varies_by_storage_class");
        } finally {
            server.stop(0);
        }
        assertThat(reader.read(bucket).orElseThrow().getTransitionDefaultMinimumObjectSize())
                .isEmpty();
    }

    /** Else a bucket would lose its tags and its rules for everybody when the network breaks in the middle. */
    @Test
    void shouldNotTakeABrokenAnswerForADenial() {
        fill();
        proxy.answerNext("GET /" + name + "?tagging", 403, DENIED.replace("AccessDenied", "InvalidAccessKeyId"));

        assertThatThrownBy(() -> reader.read(bucket)).isInstanceOf(SdkException.class);
    }

    @Test
    void shouldSayNothingOfABucketThatIsGone() {
        assertThat(reader.read(Bucket.builder().name(name + "-gone").build())).isEmpty();
        assertThat(unavailable()).isZero();
    }

    @Test
    void shouldFindTheRegionWhereTheListingDoesNotTell() {
        String french = name + "-french";
        try (S3AsyncClient paris = client(Region.EU_WEST_3)) {
            paris.createBucket(request -> request.bucket(french)
                            .createBucketConfiguration(place -> place.locationConstraint("eu-west-3")))
                    .join();
        }

        assertThat(reader.region(Bucket.builder().name(french).build())).isEqualTo("eu-west-3");
        assertThat(reader.region(bucket)).isEqualTo("us-east-1");
        assertThat(reader.region(
                        Bucket.builder().name(name).bucketRegion("us-west-2").build()))
                .isEqualTo("us-west-2");
    }

    @Test
    void shouldNotGuessARegionThatIsDenied() {
        proxy.answerNext("GET /" + name + "?location", 403, DENIED);

        assertThat(reader.region(bucket)).isEmpty();
        assertThat(unavailable()).isEqualTo(1);
    }

    private void fill() {
        s3.putBucketTagging(request -> request.bucket(name)
                        .tagging(tagging -> tagging.tagSet(tag("team", "vision"), tag("environment", "dev"))))
                .join();
        s3.putBucketVersioning(request -> request.bucket(name)
                        .versioningConfiguration(versioning -> versioning.status(BucketVersioningStatus.ENABLED)))
                .join();
        s3.putBucketLifecycleConfiguration(request -> request.bucket(name)
                        .lifecycleConfiguration(document -> document.rules(foreignRule(), ownRule())))
                .join();
        for (String key : new String[] {"training-data/a/1", "training-data/2", "checkpoints/3", "readme"}) {
            s3.putObject(request -> request.bucket(name).key(key), AsyncRequestBody.fromString("x"))
                    .join();
        }
    }

    private static LifecycleRule foreignRule() {
        return LifecycleRule.builder()
                .id("somebody-elses")
                .status(ExpirationStatus.ENABLED)
                .filter(filter -> filter.prefix("training-data/"))
                .transitions(transition -> transition.days(30).storageClass(TransitionStorageClass.STANDARD_IA))
                .build();
    }

    private static LifecycleRule ownRule() {
        return LifecycleRule.builder()
                .id("gleaner-checkpoints")
                .status(ExpirationStatus.ENABLED)
                .filter(filter -> filter.prefix("checkpoints/"))
                .noncurrentVersionExpiration(expiration -> expiration.noncurrentDays(30))
                .build();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private double unavailable() {
        return meters.counter("gleaner.collector.unavailable", "source", "inventory-buckets")
                .count();
    }

    private static S3AsyncClient client(Region region) {
        return client(region, proxy.endpoint());
    }

    private static S3AsyncClient client(Region region, URI endpoint) {
        return S3AsyncClient.builder()
                .endpointOverride(endpoint)
                .region(region)
                .forcePathStyle(true)
                .overrideConfiguration(
                        override -> override.addExecutionInterceptor(new UnknownLifecycleElementInterceptor()))
                .build();
    }
}
