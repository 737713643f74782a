package dev.gleaner.collector.listing.kind;

import static dev.gleaner.collector.aws.SdkValues.textOrEmpty;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsFutures;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.aws.SdkValues;
import dev.gleaner.collector.listing.KindListing;
import dev.gleaner.collector.listing.ListedMetrics;
import dev.gleaner.collector.listing.ListedRegion;
import dev.gleaner.collector.listing.ListedResource;
import dev.gleaner.collector.listing.ListingConfig;
import dev.gleaner.collector.listing.ReadingConfig;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.collector.metric.MetricQueryPlan;
import dev.gleaner.collector.metric.MetricTarget;
import dev.gleaner.collector.metric.WantedMetric;
import dev.gleaner.contracts.resource.AllocationTag;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import io.quarkus.logging.Log;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.ServiceMetadata;
import software.amazon.awssdk.services.bedrock.BedrockAsyncClient;
import software.amazon.awssdk.services.bedrock.model.InferenceProfileSummary;
import software.amazon.awssdk.services.bedrock.model.InferenceProfileType;
import software.amazon.awssdk.services.bedrock.model.ListInferenceProfilesResponse;
import software.amazon.awssdk.services.bedrock.model.Tag;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsResponse;
import software.amazon.awssdk.services.cloudwatch.model.Metric;

/**
 * Lists application inference profiles of Amazon Bedrock with their tags. A model that is invoked without a profile has no tags: it is
 * listed with the service that the configuration names for it. Not in regions without Bedrock, as far as the SDK knows.
 */
@Singleton
public final class InferenceProfileListing implements KindListing {

    /** Page limit of ListInferenceProfiles. Source: Amazon Bedrock API Reference. */
    private static final int PAGE = 1000;

    private static final String TAGS = "bedrock:ListTagsForResource";
    private static final String METRICS = "cloudwatch:ListMetrics";

    /** Source: Amazon Bedrock User Guide, "Monitor bedrock-runtime inference using CloudWatch metrics". */
    private static final String NAMESPACE = "AWS/Bedrock";

    private static final String MODEL = "ModelId";

    private static final WantedMetric INVOCATIONS = WantedMetric.of(NAMESPACE, "Invocations", "Count", "Sum");

    private static final WantedMetric INPUT_TOKENS = WantedMetric.of(NAMESPACE, "InputTokenCount", "Count", "Sum");

    private static final WantedMetric OUTPUT_TOKENS = WantedMetric.of(NAMESPACE, "OutputTokenCount", "Count", "Sum");

    /** Invocations of a model of Amazon Bedrock and their tokens, which are counted for a service. */
    public static final MetricQueryPlan PLAN =
            MetricQueryPlan.of("get-metric-data-models", Duration.ofHours(1), INVOCATIONS, INPUT_TOKENS, OUTPUT_TOKENS);

    /** Counts for the service whatever the key of its tag is. */
    private static final String SERVICE_TAG = "project";

    private final RateLimitedAwsClients aws;
    private final Config config;
    private final MetricsConfig metricsConfig;
    private final Set<String> uncounted = ConcurrentHashMap.newKeySet();

    InferenceProfileListing(RateLimitedAwsClients aws, Config config, MetricsConfig metricsConfig) {
        this.aws = aws;
        this.config = config;
        this.metricsConfig = metricsConfig;
    }

    @Override
    public ListingCall listingCall() {
        return new ListingCall(ResourceKind.INFERENCE_PROFILE, "bedrock:ListInferenceProfiles");
    }

    @Override
    public Config config() {
        return config;
    }

    @Override
    public List<ListedMetrics<?>> metrics() {
        return List.of(
                new ListedMetrics<>(PLAN, metricsConfig, InvokedModel.class, model -> Stream.of(model.metricTarget())));
    }

    @Override
    public ListedRegion list(AwsAccountRegion awsAccountRegion, RegionListing listing, AccessDeniedRecorder denied) {
        List<Signal> signals = new ArrayList<>();
        List<InvokedModel> counted = new ArrayList<>();
        if (ServiceMetadata.of(BedrockAsyncClient.SERVICE_METADATA_ID)
                .regions()
                .contains(Region.of(listing.region()))) {
            Set<String> profiles = new TreeSet<>();
            for (InferenceProfileSummary profile : profiles(awsAccountRegion)) {
                Signal signal = profile(awsAccountRegion, listing, profile, denied);
                signals.add(signal);
                profiles.add(profile.inferenceProfileId());
                if (AllocationTag.serviceOf(signal.getInventory().getTagsMap(), config.serviceTag()) != null) {
                    counted.add(new InvokedModel(Arn.parse(signal.getResource()), profile.inferenceProfileId()));
                }
            }
            for (String model : invokedModels(awsAccountRegion, denied)) {
                String service = config.services().get(model);
                if (service != null) {
                    Arn arn = model(listing, model);
                    signals.add(listing.signal(
                            arn,
                            Inventory.newBuilder()
                                    .setType(model)
                                    .putTags(SERVICE_TAG, service)
                                    .build()));
                    counted.add(new InvokedModel(arn, model));
                } else if (!profiles.contains(model)) {
                    reportUncounted(listing, model);
                }
            }
        }
        return ListedRegion.of(signals).with(InvokedModel.class, counted);
    }

    private List<InferenceProfileSummary> profiles(AwsAccountRegion awsAccountRegion) {
        return AwsPaginator.readAll(
                token -> aws.client(BedrockAsyncClient.class, BedrockAsyncClient::builder, awsAccountRegion)
                        .listInferenceProfiles(request -> request.typeEquals(InferenceProfileType.APPLICATION)
                                .maxResults(PAGE)
                                .nextToken(token)),
                ListInferenceProfilesResponse::nextToken,
                ListInferenceProfilesResponse::inferenceProfileSummaries);
    }

    private Signal profile(
            AwsAccountRegion awsAccountRegion,
            RegionListing listing,
            InferenceProfileSummary profile,
            AccessDeniedRecorder denied) {
        Optional<Map<String, String>> tags = tags(awsAccountRegion, profile.inferenceProfileArn(), denied);
        Inventory.Builder inventory = Inventory.newBuilder()
                .setState(textOrEmpty(profile.statusAsString()))
                .setType(profile.models().stream()
                        .map(model -> textOrEmpty(model.modelArn()))
                        .map(model -> model.substring(model.lastIndexOf('/') + 1))
                        .findFirst()
                        .orElse(""))
                .putAllTags(tags.orElse(Map.of()))
                .setTagsUnknown(tags.isEmpty());
        if (profile.createdAt() != null) {
            inventory.setCreated(profile.createdAt().toEpochMilli());
        }
        return listing.signal(Arn.parse(profile.inferenceProfileArn()), inventory.build());
    }

    /** Empty if they may not be read. */
    private Optional<Map<String, String>> tags(
            AwsAccountRegion awsAccountRegion, String arn, AccessDeniedRecorder denied) {
        BedrockAsyncClient bedrock =
                aws.client(BedrockAsyncClient.class, BedrockAsyncClient::builder, awsAccountRegion);
        return denied.permitted(
                "Inference profile " + arn,
                TAGS,
                () -> SdkValues.tags(
                        AwsFutures.await(bedrock.listTagsForResource(request -> request.resourceARN(arn)))
                                .tags(),
                        Tag::key,
                        Tag::value));
    }

    /** Ids of the profiles and models that were invoked in the last two weeks. */
    private Set<String> invokedModels(AwsAccountRegion awsAccountRegion, AccessDeniedRecorder denied) {
        Optional<List<Metric>> metrics = denied.permitted(
                "Models in " + awsAccountRegion,
                METRICS,
                () -> AwsPaginator.readAll(
                        token -> aws.cloudWatch(awsAccountRegion)
                                .listMetrics(request -> request.namespace(NAMESPACE)
                                        .metricName(INVOCATIONS.name())
                                        .dimensions(filter -> filter.name(MODEL))
                                        .nextToken(token)),
                        ListMetricsResponse::nextToken,
                        ListMetricsResponse::metrics));
        return metrics.stream()
                .flatMap(List::stream)
                .flatMap(metric -> metric.dimensions().stream())
                .filter(dimension -> MODEL.equals(dimension.name()))
                .map(Dimension::value)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void reportUncounted(RegionListing listing, String model) {
        if (uncounted.add(listing.account() + " " + listing.region() + " " + model)) {
            Log.warnf(
                    "Invocations of %s in %s %s are counted for no service: invoke it by an application inference profile"
                            + " with tags, or set collector.inventory.inference-profiles.services.\"%s\"",
                    model, listing.account(), listing.region(), model);
        }
    }

    private static Arn model(RegionListing listing, String model) {
        return new Arn(
                "aws",
                "bedrock",
                listing.region(),
                listing.account(),
                "foundation-model/" + model.substring(model.lastIndexOf('/') + 1));
    }

    /**
     * An application inference profile or a model whose invocations are counted for a service.
     *
     * @param id as CloudWatch names it: the id of the profile, or the id of the model
     */
    public record InvokedModel(Arn arn, String id) implements ListedResource {

        /** What its metrics are requested of. */
        public MetricTarget metricTarget() {
            return MetricTarget.of(id, arn, Map.of(MODEL, id));
        }
    }

    /** Listing of application inference profiles of Amazon Bedrock. */
    @ConfigMapping(prefix = "collector.inventory.inference-profiles")
    public interface Config extends ListingConfig {

        /**
         * Key of the tag that names what serves predictions, as {@code analyzer.spend.service-tag}. Invocations are only counted for
         * profiles with this tag or the tag {@code project}.
         */
        @WithDefault("service")
        String serviceTag();

        /**
         * Services by the id of a model that they invoke without a profile, such as {@code
         * services."anthropic.claude-3-haiku-20240307-v1:0"=support}. A model has no tags: all of its invocations in all accounts are
         * counted for the service.
         */
        Map<String, String> services();
    }

    /** Invocations of application inference profiles and models of Amazon Bedrock, and their tokens. */
    @ConfigMapping(prefix = "collector.get-metric-data.models")
    public interface MetricsConfig extends ReadingConfig {

        /**
         * Request the invocations and tokens of application inference profiles whose tags name a service, and of models that {@code
         * collector.inventory.inference-profiles.services} names, if profiles are listed; also with a metric stream, in which they are
         * not read.
         */
        @Override
        @WithDefault("true")
        boolean enabled();

        /** Time between two requests for a model; each request covers all hours since the previous one. */
        @Override
        @WithDefault("PT6H")
        Duration interval();
    }
}
