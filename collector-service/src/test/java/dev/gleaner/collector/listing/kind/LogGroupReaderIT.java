package dev.gleaner.collector.listing.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsAsyncClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiAsyncClient;

/** Against the stand-in, whose groups store some bytes only if events were put into them. */
@NeedsAwsStandIn
class LogGroupReaderIT {

    private static final RegionListing LISTING =
            new RegionListing("inventory-log-groups", "place", "123456789012", "eu-west-3", Listings.NOW);

    private final String tagged = "/train/" + UUID.randomUUID();
    private final String plain = "/train/" + UUID.randomUUID();
    private final String empty = "/train/" + UUID.randomUUID();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private AwsProxy proxy;
    private CloudWatchLogsAsyncClient logs;
    private ResourceGroupsTaggingApiAsyncClient tagging;

    @BeforeEach
    void create() {
        proxy = AwsProxy.start(0, AwsStandIn.endpoint());
        logs = CloudWatchLogsAsyncClient.builder()
                .endpointOverride(proxy.endpoint())
                .region(Region.EU_WEST_3)
                .build();
        tagging = ResourceGroupsTaggingApiAsyncClient.builder()
                .endpointOverride(proxy.endpoint())
                .region(Region.EU_WEST_3)
                .build();
        for (String group : new String[] {tagged, plain, empty}) {
            logs.createLogGroup(request -> request.logGroupName(group)).join();
        }
        logs.tagResource(request ->
                        request.resourceArn(arn(tagged)).tags(Map.of("legal-hold", "case 7", "team", "vision")))
                .join();
        put(tagged);
        put(plain);
        proxy.clearCalls();
    }

    @AfterEach
    void stop() {
        for (String group : new String[] {tagged, plain, empty}) {
            logs.deleteLogGroup(request -> request.logGroupName(group)).join();
        }
        logs.close();
        tagging.close();
        proxy.close();
    }

    @Test
    void shouldListGroupsWithTheirTags() {
        List<Signal> signals = list();

        assertThat(of(signals, tagged).orElseThrow().getInventory().getTagsMap())
                .isEqualTo(Map.of("legal-hold", "case 7", "team", "vision"));
        assertThat(of(signals, plain).orElseThrow().getInventory().getTagsMap()).isEmpty();
        assertThat(of(signals, empty).orElseThrow().getInventory().getTagsMap()).isEmpty();
        assertThat(proxy.calls("GetResources")).hasSize(1);
        assertThat(unavailable()).isZero();
    }

    /** It may be one that is under legal hold. */
    @Test
    void shouldLeaveOutWhatStoresSomethingWhereTagsAreDenied() {
        answer("AccessDeniedException");

        List<Signal> signals = list();

        assertThat(of(signals, tagged)).isEmpty();
        assertThat(of(signals, plain)).isEmpty();
        assertThat(of(signals, empty)).isPresent();
        assertThat(unavailable()).isEqualTo(1);
    }

    @Test
    void shouldFailWhereTagsCannotBeReadForAnotherReason() {
        answer("InvalidParameterException");

        assertThatThrownBy(this::list).isInstanceOf(SdkException.class);
    }

    private void answer(String code) {
        proxy.answerAll(
                call -> call.action().equals("GetResources"), 400, "{\"__type\":\"" + code + "\",\"message\":\"no\"}");
    }

    private List<Signal> list() {
        return new LogGroupListing.LogGroupReader(
                        logs,
                        tagging,
                        new AccessDeniedRecorder("inventory-log-groups", new SourceMeters(meters)::unavailable))
                .list(LISTING);
    }

    private void put(String group) {
        logs.createLogStream(request -> request.logGroupName(group).logStreamName("s"))
                .join();
        logs.putLogEvents(request -> request.logGroupName(group)
                        .logStreamName("s")
                        .logEvents(event ->
                                event.message("step 1").timestamp(Instant.now().toEpochMilli())))
                .join();
    }

    private static Optional<Signal> of(List<Signal> signals, String group) {
        return signals.stream()
                .filter(signal -> signal.getResource().equals(arn(group)))
                .findFirst();
    }

    private static String arn(String group) {
        return Arn.logGroup("eu-west-3", "123456789012", group).toString();
    }

    private double unavailable() {
        return meters.counter("gleaner.collector.unavailable", "source", "inventory-log-groups")
                .count();
    }
}
