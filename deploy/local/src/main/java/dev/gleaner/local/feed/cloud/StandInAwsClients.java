package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.runtime.aws.StandInSdkSettings;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.s3.S3Client;

/** Clients of the AWS stand-in, one per service and region. */
public final class StandInAwsClients implements AutoCloseable {

    private static final StaticCredentialsProvider CREDENTIALS = StaticCredentialsProvider.create(
            AwsBasicCredentials.create(StandInSdkSettings.ACCESS_KEY, StandInSdkSettings.SECRET_KEY));

    private final URI endpoint;
    private final StandInBulkWriter bulk;
    private final SdkHttpClient http = UrlConnectionHttpClient.create();
    private final Map<Key, SdkClient> clients = new HashMap<>();

    public StandInAwsClients(URI endpoint) {
        this.endpoint = endpoint;
        this.bulk = new StandInBulkWriter(endpoint);
    }

    URI endpoint() {
        return endpoint;
    }

    StandInBulkWriter bulk() {
        return bulk;
    }

    /** The client of a service for a region, such as {@code client(BedrockClient.class, BedrockClient::builder, region)}. */
    <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C extends SdkClient> C client(
            Class<C> type, Supplier<B> builder, String region) {
        return type.cast(clients.computeIfAbsent(
                new Key(type, region), key -> configure(builder.get(), region).build()));
    }

    public Ec2Client ec2(String region) {
        return client(Ec2Client.class, Ec2Client::builder, region);
    }

    /** The stand-in does not read compressed requests. */
    CloudWatchClient cloudWatch(String region) {
        return client(
                CloudWatchClient.class,
                () -> CloudWatchClient.builder()
                        .overrideConfiguration(
                                o -> o.compressionConfiguration(c -> c.requestCompressionEnabled(false))),
                region);
    }

    public S3Client s3(String region) {
        return client(
                S3Client.class,
                () -> S3Client.builder()
                        .forcePathStyle(true)
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED),
                region);
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B configure(B builder, String region) {
        return builder.endpointOverride(endpoint)
                .region(Region.of(region))
                .credentialsProvider(CREDENTIALS)
                .httpClient(http);
    }

    @Override
    public void close() {
        clients.values().forEach(SdkClient::close);
        http.close();
    }

    private record Key(Class<?> type, String region) {}
}
