package dev.gleaner.collector;

import dev.gleaner.test.AwsStandIn;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;

/** Clients with which tests put something into the stand-in: what they call is not what the collector calls. */
final class SetUp {

    private static final AwsCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));

    private SetUp() {}

    static Ec2AsyncClient ec2(String region) {
        return Ec2AsyncClient.builder()
                .endpointOverride(AwsStandIn.endpoint())
                .region(Region.of(region))
                .credentialsProvider(CREDENTIALS)
                .httpClient(NettyNioAsyncHttpClient.create())
                .build();
    }

    static CloudWatchAsyncClient cloudWatch(String region) {
        return CloudWatchAsyncClient.builder()
                .endpointOverride(AwsStandIn.endpoint())
                .region(Region.of(region))
                .credentialsProvider(CREDENTIALS)
                .httpClient(NettyNioAsyncHttpClient.create())
                .build();
    }
}
