package dev.gleaner.actuator.support;

import dev.gleaner.test.aws.AwsStandIn;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsAsyncClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;

/**
 * Clients of the AWS stand-in that call past the proxy, so that nothing of it is counted. All tests share them: each client has threads
 * of its own, and hundreds of tests would have thousands.
 */
final class StandInClients {

    static final String REGION = "us-east-1";

    /** A call whose answer is lost fails its test, and does not stop the whole run. */
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private static final SdkAsyncHttpClient HTTP = NettyNioAsyncHttpClient.create();
    private static final Map<Class<?>, SdkClient> CLIENTS = new ConcurrentHashMap<>();

    private StandInClients() {}

    /** The shared client of a type. */
    static <C extends SdkClient, B extends AwsClientBuilder<B, C> & AwsAsyncClientBuilder<B, C>> C shared(
            Class<C> type, B builder) {
        return type.cast(
                CLIENTS.computeIfAbsent(type, absent -> configured(builder).build()));
    }

    /** A client with credentials of its own. */
    static <C extends SdkClient, B extends AwsClientBuilder<B, C> & AwsAsyncClientBuilder<B, C>> C create(
            B builder, AwsCredentialsProvider credentials) {
        return configured(builder).credentialsProvider(credentials).build();
    }

    private static <C extends SdkClient, B extends AwsClientBuilder<B, C> & AwsAsyncClientBuilder<B, C>> B configured(
            B builder) {
        return builder.endpointOverride(AwsStandIn.endpoint())
                .region(Region.of(REGION))
                .httpClient(HTTP)
                .overrideConfiguration(settings -> settings.apiCallTimeout(TIMEOUT));
    }
}
