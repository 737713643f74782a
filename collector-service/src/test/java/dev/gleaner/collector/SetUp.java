package dev.gleaner.collector;

import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.test.aws.AwsStandIn;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** What is listed beside instances, buckets and networks, as their settings are called. */
    static final List<String> KINDS = Arrays.stream(ResourceKind.values())
            .map(kind -> kind.listing().name())
            .filter(source -> !Set.of("inventory", "inventory-buckets", "inventory-networks")
                    .contains(source))
            .map(source -> source.substring("inventory-".length()))
            .distinct()
            .toList();

    private SetUp() {}

    /** Settings by which all of them are listed that often; snapshots less, as the stand-in has a thousand from the start. */
    static Map<String, String> listing(Duration interval, Duration ofSnapshots) {
        Map<String, String> settings = new HashMap<>();
        KINDS.forEach(kind -> settings.put("collector.inventory." + kind + ".interval", interval.toString()));
        settings.put("collector.inventory.snapshots.interval", ofSnapshots.toString());
        return settings;
    }

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
