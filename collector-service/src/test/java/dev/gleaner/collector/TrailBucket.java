package dev.gleaner.collector;

import dev.gleaner.collector.aws.NoExpectContinueInterceptor;
import dev.gleaner.test.aws.AwsStandIn;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** A bucket of the stand-in that the application under test reads its trail from, and regions that it lists. */
public final class TrailBucket implements QuarkusTestResourceLifecycleManager {

    static final String NAME = "gleaner-trail-of-the-test";
    static final String PREFIX = "trail/";
    static final String FLOWS = "flows/";
    static final String ACCESS_LOGS = "access-logs/";
    static final String BILLS = "bills/";
    static final String REPORTS = "reports/";
    static final String ARCHIVE = "archive/";

    /** An upload that nobody completes, whose parts are listed with the bucket. */
    private static void beginUpload(S3AsyncClient s3) {
        String key = "never-completed";
        String upload = s3.createMultipartUpload(request -> request.bucket(NAME).key(key))
                .join()
                .uploadId();
        s3.uploadPart(
                        request ->
                                request.bucket(NAME).key(key).uploadId(upload).partNumber(1),
                        AsyncRequestBody.fromString("part"))
                .join();
    }

    @Override
    public Map<String, String> start() {
        try (S3AsyncClient s3 = s3()) {
            s3.createBucket(request -> request.bucket(NAME)).join();
            beginUpload(s3);
        }
        Map<String, String> settings = new HashMap<>(SetUp.listing(Duration.ofSeconds(2), Duration.ofSeconds(15)));
        settings.putAll(Map.ofEntries(
                Map.entry("collector.cloudtrail.s3", "s3://" + NAME + "/" + PREFIX),
                Map.entry("collector.cloudtrail.interval", "PT1S"),
                Map.entry("collector.flow-logs.s3", "s3://" + NAME + "/" + FLOWS),
                Map.entry("collector.flow-logs.interval", "PT1S"),
                Map.entry("collector.flow-logs.inventory-patience", "PT5S"),
                Map.entry("collector.s3-access-logs.s3", "s3://" + NAME + "/" + ACCESS_LOGS),
                Map.entry("collector.s3-access-logs.interval", "PT1S"),
                Map.entry("collector.s3-access-logs.account", "123456789012"),
                Map.entry("collector.s3-access-logs.region", "us-east-1"),
                Map.entry("collector.s3-access-logs.inventory-patience", "PT5S"),
                Map.entry("collector.billing.s3", "s3://" + NAME + "/" + BILLS),
                Map.entry("collector.billing.interval", "PT1S"),
                Map.entry("collector.inventory-reports.s3", "s3://" + NAME + "/" + REPORTS),
                Map.entry("collector.inventory-reports.interval", "PT1S"),
                Map.entry("collector.inventory-reports.account", "123456789012"),
                Map.entry("collector.inventory-reports.region", "us-east-1"),
                Map.entry("collector.archive.s3", "s3://" + NAME + "/" + ARCHIVE),
                Map.entry("collector.archive.file-age", "PT2S"),
                Map.entry("collector.progress.interval", "PT1S"),
                Map.entry("collector.aws.cost-interval", "PT1S"),
                Map.entry("collector.inventory.interval", "PT1S"),
                Map.entry("collector.inventory.buckets.interval", "PT2S"),
                Map.entry("collector.inventory.networks.interval", "PT2S"),
                Map.entry(
                        "collector.inventory.past-listings",
                        PastListings.folder().toString()),
                // One of the regions is never listed.
                Map.entry("collector.cloudtrail.inventory-patience", "PT5S"),
                Map.entry("collector.get-metric-data.history.inventory-patience", "PT5S"),
                Map.entry("collector.ip-ranges.url", ranges()),
                Map.entry("collector.aws.regions", "us-east-1,no-such-region,eu-west-3"),
                // The stand-in knows no prices.
                Map.entry("collector.prices.enabled", "false"),
                Map.entry("collector.get-metric-data.enabled", "true"),
                Map.entry("collector.get-metric-data.days", "1"),
                Map.entry("collector.get-metric-data.history.enabled", "false"),
                // The stand-in has no event history.
                Map.entry("collector.cloudtrail.history.enabled", "false"),
                Map.entry("collector.get-metric-data.interval", "PT1S"),
                Map.entry("collector.get-metric-data.endpoints.interval", "PT1S"),
                Map.entry("collector.get-metric-data.requests.interval", "PT1S"),
                Map.entry("collector.inventory.inference-profiles.interval", "PT2S"),
                Map.entry("collector.get-metric-data.models.interval", "PT1S")));
        return settings;
    }

    @Override
    public void stop() {}

    private static String ranges() {
        return String.valueOf(TrailBucket.class.getResource("/ranges/ip-ranges.json"));
    }

    /** Puts an object there, as CloudTrail does. */
    static void put(String key, byte[] bytes) {
        putWhole(PREFIX + key, bytes);
    }

    /** Puts an object there, as flow logs are delivered. */
    static void putFlows(String key, byte[] bytes) {
        putWhole(FLOWS + key, bytes);
    }

    /** Puts an object there, as server access logs are delivered. */
    static void putAccessLog(String key, byte[] bytes) {
        putWhole(ACCESS_LOGS + key, bytes);
    }

    /** Puts an object there, as AWS Data Exports does. */
    static void putBill(String key, byte[] bytes) {
        putWhole(BILLS + key, bytes);
    }

    /** Puts what a folder holds there, as S3 Inventory does: the files before the manifest, and its checksum last. */
    static void putReports(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile)
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                putWhole(REPORTS + folder.relativize(file), Files.readAllBytes(file));
            }
        }
    }

    /** Every object of the archive. */
    static List<byte[]> archive() {
        try (S3AsyncClient s3 = s3()) {
            return s3.listObjectsV2(request -> request.bucket(NAME).prefix(ARCHIVE)).join().contents().stream()
                    .map(object -> s3.getObject(
                                    request -> request.bucket(NAME).key(object.key()),
                                    AsyncResponseTransformer.toBytes())
                            .join()
                            .asByteArray())
                    .toList();
        }
    }

    private static void putWhole(String key, byte[] bytes) {
        try (S3AsyncClient s3 = s3()) {
            s3.putObject(request -> request.bucket(NAME).key(key), AsyncRequestBody.fromBytes(bytes))
                    .join();
        }
    }

    /** Makes a bucket. */
    static void create(String region, String name) {
        try (S3AsyncClient s3 = s3(Region.of(region))) {
            s3.createBucket(request -> {
                        request.bucket(name);
                        if (!region.equals("us-east-1")) {
                            request.createBucketConfiguration(place -> place.locationConstraint(region));
                        }
                    })
                    .join();
        }
    }

    private static S3AsyncClient s3() {
        return s3(Region.US_EAST_1);
    }

    private static S3AsyncClient s3(Region region) {
        return S3AsyncClient.builder()
                .endpointOverride(AwsStandIn.endpoint())
                .region(region)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .forcePathStyle(true)
                .overrideConfiguration(override -> override.addExecutionInterceptor(new NoExpectContinueInterceptor()))
                .build();
    }
}
