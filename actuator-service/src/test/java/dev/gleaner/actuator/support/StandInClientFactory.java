package dev.gleaner.actuator.support;

import dev.gleaner.test.aws.AwsStandIn;
import software.amazon.awssdk.awscore.client.builder.AwsAsyncClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.regions.Region;

/** Builds clients of the stand-in that call past the proxy, so that nothing of them is counted. */
record StandInClientFactory(SdkAsyncHttpClient http, String region) {

    <C, B extends AwsClientBuilder<B, C> & AwsAsyncClientBuilder<B, C>> C create(B builder) {
        return builder.endpointOverride(AwsStandIn.endpoint())
                .region(Region.of(region))
                .httpClient(http)
                .build();
    }
}
