package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.aws.NoExpectContinueInterceptor;
import dev.gleaner.collector.files.FileStore;
import dev.gleaner.test.aws.AwsStandIn;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.StorageClass;

/** A bucket of the stand-in that announces its new objects to a queue, and a queue of events: the application reads both. */
public final class AnnouncedTrail implements QuarkusTestResourceLifecycleManager {

    static final String BUCKET = "gleaner-announced-trail";
    static final TestQueue FILES = new TestQueue("gleaner-trail-files");
    static final TestQueue EVENTS = new TestQueue("gleaner-trail-events");

    @Override
    public Map<String, String> start() {
        TestQueue.create(FILES.name());
        TestQueue.create(EVENTS.name());
        try (S3AsyncClient s3 = s3()) {
            s3.createBucket(request -> request.bucket(BUCKET)).join();
            s3.putBucketNotificationConfiguration(request -> request.bucket(BUCKET)
                            .notificationConfiguration(configuration -> configuration.queueConfigurations(
                                    queue -> queue.queueArn(FILES.arn()).events(Event.S3_OBJECT_CREATED))))
                    .join();
        }
        return Map.of(
                "collector.cloudtrail.queue",
                FILES.url().toString(),
                "collector.cloudtrail.buckets",
                BUCKET,
                "collector.cloudtrail.events-queue",
                EVENTS.url().toString(),
                "collector.progress.interval",
                "PT1S",
                "collector.inventory.enabled",
                "false");
    }

    @Override
    public void stop() {}

    /** Puts an object there, as CloudTrail does. */
    static void put(String key, byte[] bytes) {
        put(BUCKET, key, bytes, StorageClass.STANDARD);
    }

    /** Puts an object into a bucket, made if need be; one in an archive can't be read. */
    static void put(String bucket, String key, byte[] bytes, StorageClass storage) {
        try (S3AsyncClient s3 = s3()) {
            s3.createBucket(request -> request.bucket(bucket)).join();
            s3.putObject(
                            request -> request.bucket(bucket).key(key).storageClass(storage),
                            AsyncRequestBody.fromBytes(bytes))
                    .join();
        }
    }

    /** Puts a file into a bucket, made if need be, with the metadata that CloudTrail gives it. */
    static void put(String bucket, String key, FileStore.FileContent file) {
        try (S3AsyncClient s3 = s3()) {
            s3.createBucket(request -> request.bucket(bucket)).join();
            s3.putObject(
                            request -> request.bucket(bucket).key(key).metadata(file.notes()),
                            AsyncRequestBody.fromBytes(file.bytes()))
                    .join();
        }
    }

    private static S3AsyncClient s3() {
        return S3AsyncClient.builder()
                .endpointOverride(AwsStandIn.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .forcePathStyle(true)
                .overrideConfiguration(override -> override.addExecutionInterceptor(new NoExpectContinueInterceptor()))
                .build();
    }
}
