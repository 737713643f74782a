package dev.gleaner.actuator.aws;

import dev.gleaner.service.aws.WholeDocument;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.Ec2AsyncClientBuilder;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;

/** One client per service and region, with the SDK's adaptive retry. */
@ApplicationScoped
public class AwsClients {

    private final AwsConfig config;
    private final AwsCredentialsProvider credentials;
    private final SdkAsyncHttpClient http = NettyNioAsyncHttpClient.create();
    private final Map<String, Ec2AsyncClient> ec2 = new ConcurrentHashMap<>();
    private final Map<String, Ec2AsyncClient> ec2Reading = new ConcurrentHashMap<>();
    private final Map<String, CloudWatchAsyncClient> cloudWatch = new ConcurrentHashMap<>();
    private final Map<String, S3AsyncClient> s3 = new ConcurrentHashMap<>();
    private final Map<String, S3AsyncClient> s3Once = new ConcurrentHashMap<>();

    AwsClients(AwsConfig config) {
        this.config = config;
        this.credentials = config.profile()
                .<AwsCredentialsProvider>map(ProfileCredentialsProvider::create)
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }

    /**
     * EC2 of a region without the SDK's retry: for calls that change something, before which somebody has to look each
     * time. {@link AwsSwitchedOff} where there is no AWS.
     */
    public Ec2AsyncClient ec2(String region) {
        requireEnabled();
        return ec2.computeIfAbsent(region, name -> ec2(name, AwsRetryStrategy.doNotRetry()));
    }

    /** The same with the SDK's retry: for looking. */
    public Ec2AsyncClient ec2Reading(String region) {
        requireEnabled();
        return ec2Reading.computeIfAbsent(region, name -> ec2(name, AwsRetryStrategy.adaptiveRetryStrategy()));
    }

    /** CloudWatch of a region; {@link AwsSwitchedOff} where there is no AWS. */
    public CloudWatchAsyncClient cloudWatch(String region) {
        requireEnabled();
        return cloudWatch.computeIfAbsent(
                region,
                name -> configured(CloudWatchAsyncClient.builder().httpClient(http), name)
                        .build());
    }

    /** S3, asked in a region first and then where the bucket is; {@link AwsSwitchedOff} where there is no AWS. */
    public S3AsyncClient s3(String region) {
        requireEnabled();
        return s3.computeIfAbsent(
                region, name -> s3(name, override -> override.addExecutionInterceptor(new WholeDocument())));
    }

    /** The same without the SDK's retry: for a call before which somebody has to look each time. */
    public S3AsyncClient s3Once(String region) {
        requireEnabled();
        return s3Once.computeIfAbsent(
                region, name -> s3(name, override -> override.retryStrategy(AwsRetryStrategy.doNotRetry())));
    }

    private Ec2AsyncClient ec2(String region, RetryStrategy retries) {
        Ec2AsyncClientBuilder builder =
                configured(Ec2AsyncClient.builder().httpClient(http), region);
        ClientOverrideConfiguration.Builder override = builder.overrideConfiguration().toBuilder();
        return builder.overrideConfiguration(override.retryStrategy(retries).build())
                .build();
    }

    private S3AsyncClient s3(String region, Consumer<ClientOverrideConfiguration.Builder> particulars) {
        boolean standIn = config.endpoint().isPresent();
        S3AsyncClientBuilder builder = configured(S3AsyncClient.builder(), region);
        ClientOverrideConfiguration.Builder override = builder.overrideConfiguration().toBuilder();
        particulars.accept(override);
        return builder.overrideConfiguration(override.build())
                .httpClient(http)
                .crossRegionAccessEnabled(!standIn)
                // A stand-in has no host of its own for each bucket.
                .forcePathStyle(standIn)
                .build();
    }

    /** Here, so that no way leads past it: without a client there is no call. */
    private void requireEnabled() {
        if (!config.enabled()) {
            throw new AwsSwitchedOff();
        }
    }

    private <B extends AwsClientBuilder<B, ?>> B configured(B builder, String region) {
        config.endpoint().ifPresent(builder::endpointOverride);
        return builder.region(Region.of(region))
                .credentialsProvider(credentials)
                .overrideConfiguration(override -> override.apiCallTimeout(config.callTimeout())
                        .retryStrategy(AwsRetryStrategy.adaptiveRetryStrategy()));
    }

    @PreDestroy
    void close() {
        ec2.values().forEach(SdkClient::close);
        ec2Reading.values().forEach(SdkClient::close);
        cloudWatch.values().forEach(SdkClient::close);
        s3.values().forEach(SdkClient::close);
        s3Once.values().forEach(SdkClient::close);
        http.close();
    }
}
