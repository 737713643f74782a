package dev.gleaner.collector.aws;

import dev.gleaner.service.aws.Interceptors;
import dev.gleaner.service.aws.WholeDocument;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudtrail.CloudTrailAsyncClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sts.StsAsyncClient;

/** Clients of AWS, one a service and region, made when first asked for. */
@ApplicationScoped
public class AwsClients {

    /** Where services live that are not asked by region: credentials' identity, and buckets of any region. */
    private static final String HOME = "us-east-1";

    private final List<String> regions;
    private final Optional<URI> endpoint;
    private final AwsCredentialsProvider credentials;
    private final Map<String, SdkClient> clients = new ConcurrentHashMap<>();

    AwsClients(AwsConfig config) {
        this.regions = config.regions().orElse(List.of());
        this.endpoint = config.endpoint();
        this.credentials = config.profile()
                .<AwsCredentialsProvider>map(ProfileCredentialsProvider::create)
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }

    /** The configured regions. */
    public List<String> regions() {
        return regions;
    }

    /** EC2 of a region. */
    public Ec2AsyncClient ec2(String region) {
        return client(
                Ec2AsyncClient.class,
                region,
                r -> with(Ec2AsyncClient.builder(), r).build());
    }

    /** CloudWatch of a region. */
    public CloudWatchAsyncClient cloudWatch(String region) {
        return client(
                CloudWatchAsyncClient.class,
                region,
                r -> with(CloudWatchAsyncClient.builder(), r).build());
    }

    /** CloudTrail's event history of a region. */
    public CloudTrailAsyncClient cloudTrail(String region) {
        return client(
                CloudTrailAsyncClient.class,
                region,
                r -> with(CloudTrailAsyncClient.builder(), r).build());
    }

    /** The queues of a region. */
    public SqsAsyncClient sqs(String region) {
        return client(
                SqsAsyncClient.class,
                region,
                r -> with(SqsAsyncClient.builder(), r).build());
    }

    /** S3, for buckets of any region. A lifecycle document that says more than the SDK knows fails to be read. */
    public S3AsyncClient s3() {
        return client(
                S3AsyncClient.class,
                HOME,
                r -> with(S3AsyncClient.builder(), r, new WholeDocument())
                        .crossRegionAccessEnabled(endpoint.isEmpty())
                        // A stand-in has no host of its own for each bucket.
                        .forcePathStyle(endpoint.isPresent())
                        .build());
    }

    /** Who the credentials belong to. */
    public StsAsyncClient sts() {
        return client(
                StsAsyncClient.class,
                HOME,
                r -> with(StsAsyncClient.builder(), r).build());
    }

    @PreDestroy
    void close() {
        clients.values().forEach(SdkClient::close);
    }

    private <B extends AwsClientBuilder<B, C>, C> B with(
            B builder, String region, ExecutionInterceptor... interceptors) {
        List<ExecutionInterceptor> all = new ArrayList<>(Interceptors.found());
        all.addAll(List.of(interceptors));
        endpoint.ifPresent(builder::endpointOverride);
        return builder.region(Region.of(region))
                .credentialsProvider(credentials)
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.adaptiveRetryStrategy())
                        // So that an account's trail tells our calls from others'.
                        .putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_SUFFIX, "gleaner/collector")
                        .executionInterceptors(all));
    }

    private <C extends SdkClient> C client(Class<C> type, String region, Function<String, C> maker) {
        return type.cast(clients.computeIfAbsent(type.getSimpleName() + " " + region, key -> maker.apply(region)));
    }
}
