package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.runtime.aws.StandInSdkSettings;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/** Clients of the AWS stand-in, one per service and region. */
public final class StandInAwsClients implements AutoCloseable {

    private static final StaticCredentialsProvider CREDENTIALS = StaticCredentialsProvider.create(
            AwsBasicCredentials.create(StandInSdkSettings.ACCESS_KEY, StandInSdkSettings.SECRET_KEY));

    private final URI endpoint;
    private final StandInBulkWriter bulk;
    private final SdkHttpClient http = UrlConnectionHttpClient.create();
    private final Map<String, Ec2Client> ec2 = new HashMap<>();
    private final Map<String, CloudWatchClient> cloudWatch = new HashMap<>();
    private final Map<String, S3Client> s3 = new HashMap<>();
    private final Map<String, CloudWatchLogsClient> logs = new HashMap<>();
    private final Map<String, ElasticLoadBalancingV2Client> loadBalancing = new HashMap<>();
    private final Map<String, SageMakerClient> sageMaker = new HashMap<>();
    private final Map<String, BedrockClient> bedrock = new HashMap<>();

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

    public Ec2Client ec2(String region) {
        return ec2.computeIfAbsent(
                region,
                r -> Ec2Client.builder()
                        .applyMutation(b -> configure(b, r))
                        .httpClient(http)
                        .build());
    }

    AutoScalingClient autoScaling(String region) {
        return AutoScalingClient.builder()
                .applyMutation(b -> configure(b, region))
                .httpClient(http)
                .build();
    }

    CloudWatchLogsClient logs(String region) {
        return logs.computeIfAbsent(
                region,
                r -> CloudWatchLogsClient.builder()
                        .applyMutation(b -> configure(b, r))
                        .httpClient(http)
                        .build());
    }

    ElasticLoadBalancingV2Client loadBalancing(String region) {
        return loadBalancing.computeIfAbsent(
                region,
                r -> ElasticLoadBalancingV2Client.builder()
                        .applyMutation(b -> configure(b, r))
                        .httpClient(http)
                        .build());
    }

    BedrockClient bedrock(String region) {
        return bedrock.computeIfAbsent(
                region,
                r -> BedrockClient.builder()
                        .applyMutation(b -> configure(b, r))
                        .httpClient(http)
                        .build());
    }

    SageMakerClient sageMaker(String region) {
        return sageMaker.computeIfAbsent(
                region,
                r -> SageMakerClient.builder()
                        .applyMutation(b -> configure(b, r))
                        .httpClient(http)
                        .build());
    }

    /** The stand-in does not read compressed requests. */
    CloudWatchClient cloudWatch(String region) {
        return cloudWatch.computeIfAbsent(
                region,
                r -> CloudWatchClient.builder()
                        .applyMutation(b -> configure(b, r))
                        .overrideConfiguration(o -> o.compressionConfiguration(c -> c.requestCompressionEnabled(false)))
                        .httpClient(http)
                        .build());
    }

    public S3Client s3(String region) {
        return s3.computeIfAbsent(
                region,
                r -> S3Client.builder()
                        .applyMutation(b -> configure(b, r))
                        .forcePathStyle(true)
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .httpClient(http)
                        .build());
    }

    private void configure(AwsClientBuilder<?, ?> builder, String region) {
        builder.endpointOverride(endpoint).region(Region.of(region)).credentialsProvider(CREDENTIALS);
    }

    @Override
    public void close() {
        ec2.values().forEach(Ec2Client::close);
        cloudWatch.values().forEach(CloudWatchClient::close);
        s3.values().forEach(S3Client::close);
        logs.values().forEach(CloudWatchLogsClient::close);
        loadBalancing.values().forEach(ElasticLoadBalancingV2Client::close);
        sageMaker.values().forEach(SageMakerClient::close);
        bedrock.values().forEach(BedrockClient::close);
        http.close();
    }
}
