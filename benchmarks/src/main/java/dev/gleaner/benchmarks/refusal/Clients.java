package dev.gleaner.benchmarks.refusal;

import dev.gleaner.test.aws.AwsStandIn;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.s3.S3Client;

/** Ways to the stand-in that lead past the proxy, so that nothing of it is counted. */
record Clients(
        Ec2Client ec2, CloudWatchClient cloudWatch, S3Client s3, CloudWatchLogsClient logs, AutoScalingClient groups) {

    static Clients create() {
        return new Clients(
                past(Ec2Client.builder()).build(),
                past(CloudWatchClient.builder()).build(),
                past(S3Client.builder().forcePathStyle(true)).build(),
                past(CloudWatchLogsClient.builder()).build(),
                past(AutoScalingClient.builder()).build());
    }

    private static <C, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>> B past(B builder) {
        return builder.endpointOverride(AwsStandIn.endpoint())
                .region(Region.of(Estate.REGION))
                .httpClient(UrlConnectionHttpClient.create());
    }
}
