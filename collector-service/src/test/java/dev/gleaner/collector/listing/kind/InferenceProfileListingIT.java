package dev.gleaner.collector.listing.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.aws.ClientsAt;
import dev.gleaner.collector.listing.ListedRegion;
import dev.gleaner.collector.listing.ListingRegistry;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockAsyncClient;
import software.amazon.awssdk.services.bedrock.model.Tag;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;

/** Against the stand-in, which has no profiles of AWS. */
@NeedsAwsStandIn
class InferenceProfileListingIT {

    private static final String ACCOUNT = "123456789012";
    private static final String REGION = "ap-northeast-1";
    private static final String MODEL = "anthropic.claude-3-haiku-20240307-v1:0";

    private final String suffix = UUID.randomUUID().toString().substring(0, 8);
    private final String configured = "configured." + suffix + "-v1:0";
    private final String unused = "unused." + suffix + "-v1:0";
    private final String unknown = "unknown." + suffix + "-v1:0";
    private final ListingRegistry known = new ListingRegistry();
    private final BedrockAsyncClient bedrock = BedrockAsyncClient.builder()
            .endpointOverride(AwsStandIn.endpoint())
            .region(Region.of(REGION))
            .build();
    private final CloudWatchAsyncClient cloudWatch = CloudWatchAsyncClient.builder()
            .endpointOverride(AwsStandIn.endpoint())
            .region(Region.of(REGION))
            .build();
    private final InferenceProfileListing lister = new InferenceProfileListing(
            ClientsAt.endpoint(AwsStandIn.endpoint()),
            config(Map.of(
                    "collector.inventory.inference-profiles.services.\"" + configured + "\"", "translator",
                    "collector.inventory.inference-profiles.services.\"" + unused + "\"", "translator")),
            null);

    @AfterEach
    void close() {
        bedrock.close();
        cloudWatch.close();
    }

    @Test
    void shouldListProfilesAndCountThoseOfAService() {
        String ofService = create(Map.of("service", "support", "team", "care"));
        String ofTeam = create(Map.of("team", "care"));

        List<Signal> signals = list(REGION);

        Inventory inventory = find(signals, ofService);
        assertThat(inventory.getState()).isEqualTo("ACTIVE");
        assertThat(inventory.getType()).isEqualTo(MODEL);
        assertThat(inventory.getTagsMap()).containsOnly(Map.entry("service", "support"), Map.entry("team", "care"));
        assertThat(inventory.getTagsUnknown()).isFalse();
        assertThat(inventory.hasCreated()).isTrue();
        assertThat(find(signals, ofTeam).getTagsMap()).containsOnly(Map.entry("team", "care"));
        assertThat(counted())
                .contains(new InferenceProfileListing.InvokedModel(
                        Arn.parse(ofService), Arn.parse(ofService).id()))
                .noneMatch(model -> model.arn().toString().equals(ofTeam));
    }

    @Test
    void shouldCountModelsForTheConfiguredServiceAndReportOthersOnce() {
        String profile = Arn.parse(create(Map.of("team", "care"))).id();
        List.of(configured, unknown, profile).forEach(this::invoke);
        List<String> messages = new ArrayList<>();
        Logger logger = Logger.getLogger(InferenceProfileListing.class.getName());
        Handler handler = new Messages(messages);
        logger.addHandler(handler);
        List<Signal> signals;
        try {
            list(REGION);
            signals = list(REGION);
        } finally {
            logger.removeHandler(handler);
        }

        String arn = "arn:aws:bedrock:" + REGION + ":" + ACCOUNT + ":foundation-model/";
        // A tag that names a service whatever the key of its tag is.
        assertThat(find(signals, arn + configured).getTagsMap()).containsExactly(Map.entry("project", "translator"));
        assertThat(counted())
                .contains(new InferenceProfileListing.InvokedModel(Arn.parse(arn + configured), configured));
        assertThat(signals).extracting(Signal::getResource).doesNotContain(arn + unused, arn + unknown, arn + profile);
        assertThat(messages)
                .filteredOn(message -> message.contains(suffix) || message.contains(profile))
                .singleElement()
                .asString()
                .contains(unknown, "collector.inventory.inference-profiles.services");
    }

    /** An endpoint that does not exist would be a failure at each listing. */
    @Test
    void shouldNotAskARegionWithoutBedrock() {
        assertThat(list("no-such-region")).isEmpty();
        assertThat(known.region(InferenceProfileListing.InvokedModel.class, ACCOUNT, "no-such-region"))
                .hasValue(List.of());
    }

    private List<InferenceProfileListing.InvokedModel> counted() {
        return known.region(InferenceProfileListing.InvokedModel.class, ACCOUNT, REGION)
                .orElseThrow();
    }

    private List<Signal> list(String region) {
        ListedRegion listed = Listings.list(lister, ACCOUNT, region);
        known.replace(ACCOUNT, region, listed);
        return listed.signals();
    }

    private static Inventory find(List<Signal> signals, String arn) {
        return signals.stream()
                .filter(signal -> signal.getResource().equals(arn))
                .findFirst()
                .orElseThrow()
                .getInventory();
    }

    private String create(Map<String, String> tags) {
        return bedrock.createInferenceProfile(request -> request.inferenceProfileName("p-" + UUID.randomUUID())
                        .modelSource(
                                source -> source.copyFrom("arn:aws:bedrock:" + REGION + "::foundation-model/" + MODEL))
                        .tags(tags.entrySet().stream()
                                .map(tag -> Tag.builder()
                                        .key(tag.getKey())
                                        .value(tag.getValue())
                                        .build())
                                .toList()))
                .join()
                .inferenceProfileArn();
    }

    private void invoke(String model) {
        cloudWatch
                .putMetricData(request -> request.namespace("AWS/Bedrock")
                        .metricData(datum -> datum.metricName("Invocations")
                                .value(1.0)
                                .dimensions(
                                        dimension -> dimension.name("ModelId").value(model))))
                .join();
    }

    private static InferenceProfileListing.Config config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(InferenceProfileListing.Config.class)
                .withSources(new PropertiesConfigSource(values, "test", 500))
                .build()
                .getConfigMapping(InferenceProfileListing.Config.class);
    }

    /** Keeps what is logged. */
    private static final class Messages extends Handler {

        private final List<String> messages;

        Messages(List<String> messages) {
            this.messages = messages;
        }

        @Override
        public void publish(LogRecord logRecord) {
            messages.add(ExtLogRecord.wrap(logRecord).getFormattedMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
