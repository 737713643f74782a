package dev.gleaner.collector.source.inventory.regional;

import static dev.gleaner.collector.aws.SdkValues.textOrEmpty;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsFutures;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.aws.SdkValues;
import dev.gleaner.collector.fleet.InvokedModelRegistry;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.source.inventory.InventoryConfig;
import dev.gleaner.contracts.resource.AllocationTag;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import io.quarkus.logging.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.ServiceMetadata;
import software.amazon.awssdk.services.bedrock.BedrockAsyncClient;
import software.amazon.awssdk.services.bedrock.model.InferenceProfileSummary;
import software.amazon.awssdk.services.bedrock.model.InferenceProfileType;
import software.amazon.awssdk.services.bedrock.model.ListInferenceProfilesResponse;
import software.amazon.awssdk.services.bedrock.model.Tag;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsResponse;
import software.amazon.awssdk.services.cloudwatch.model.Metric;

/**
 * Lists application inference profiles of Amazon Bedrock with their tags. A model that is invoked without a profile has no tags: it is
 * listed with the service that the configuration names for it. Not in regions without Bedrock, as far as the SDK knows.
 */
final class InferenceProfileLister implements RegionalResourceLister {

    /** Page limit of ListInferenceProfiles. Source: Amazon Bedrock API Reference. */
    private static final int PAGE = 1000;

    private static final String TAGS = "bedrock:ListTagsForResource";
    private static final String METRICS = "cloudwatch:ListMetrics";

    /** Source: Amazon Bedrock User Guide, "Monitor bedrock-runtime inference using CloudWatch metrics". */
    private static final String NAMESPACE = "AWS/Bedrock";

    private static final String INVOCATIONS = "Invocations";
    private static final String MODEL = "ModelId";

    /** Counts for the service whatever the key of its tag is. */
    private static final String SERVICE_TAG = "project";

    private final RateLimitedAwsClients aws;
    private final InvokedModelRegistry known;
    private final InventoryConfig.InferenceProfiles config;
    private final AccessDeniedRecorder denied;
    private final Set<String> uncounted = ConcurrentHashMap.newKeySet();

    InferenceProfileLister(
            RateLimitedAwsClients aws,
            SourceMeters meters,
            InvokedModelRegistry known,
            InventoryConfig.InferenceProfiles config) {
        this.aws = aws;
        this.known = known;
        this.config = config;
        this.denied = new AccessDeniedRecorder(source(), meters::unavailable);
    }

    @Override
    public String source() {
        return "inventory-inference-profiles";
    }

    @Override
    public String api() {
        return "bedrock:ListInferenceProfiles";
    }

    @Override
    public List<Signal> list(AwsAccountRegion awsAccountRegion, RegionListing listing) {
        List<Signal> signals = new ArrayList<>();
        List<InvokedModelRegistry.InvokedModel> counted = new ArrayList<>();
        if (ServiceMetadata.of(BedrockAsyncClient.SERVICE_METADATA_ID)
                .regions()
                .contains(Region.of(listing.region()))) {
            Set<String> profiles = new TreeSet<>();
            for (InferenceProfileSummary profile : profiles(awsAccountRegion)) {
                Signal signal = profile(awsAccountRegion, listing, profile);
                signals.add(signal);
                profiles.add(profile.inferenceProfileId());
                if (AllocationTag.serviceOf(signal.getInventory().getTagsMap(), config.serviceTag()) != null) {
                    counted.add(new InvokedModelRegistry.InvokedModel(
                            Arn.parse(signal.getResource()), profile.inferenceProfileId()));
                }
            }
            for (String model : invokedModels(awsAccountRegion)) {
                String service = config.services().get(model);
                if (service != null) {
                    Arn arn = model(listing, model);
                    signals.add(listing.signal(
                            arn,
                            Inventory.newBuilder()
                                    .setType(model)
                                    .putTags(SERVICE_TAG, service)
                                    .build()));
                    counted.add(new InvokedModelRegistry.InvokedModel(arn, model));
                } else if (!profiles.contains(model)) {
                    reportUncounted(listing, model);
                }
            }
        }
        known.replace(listing.account(), listing.region(), counted);
        return signals;
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

    private Signal profile(AwsAccountRegion awsAccountRegion, RegionListing listing, InferenceProfileSummary profile) {
        Optional<Map<String, String>> tags = tags(awsAccountRegion, profile.inferenceProfileArn());
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
    private Optional<Map<String, String>> tags(AwsAccountRegion awsAccountRegion, String arn) {
        try {
            return Optional.of(SdkValues.tags(
                    AwsFutures.await(aws.client(BedrockAsyncClient.class, BedrockAsyncClient::builder, awsAccountRegion)
                                    .listTagsForResource(request -> request.resourceARN(arn)))
                            .tags(),
                    Tag::key,
                    Tag::value));
        } catch (SdkException e) {
            denied.recordOrRethrow("Inference profile " + arn, TAGS, e);
            return Optional.empty();
        }
    }

    /** Ids of the profiles and models that were invoked in the last two weeks. */
    private Set<String> invokedModels(AwsAccountRegion awsAccountRegion) {
        try {
            List<Metric> metrics = AwsPaginator.readAll(
                    token -> aws.client(CloudWatchAsyncClient.class, CloudWatchAsyncClient::builder, awsAccountRegion)
                            .listMetrics(request -> request.namespace(NAMESPACE)
                                    .metricName(INVOCATIONS)
                                    .dimensions(filter -> filter.name(MODEL))
                                    .nextToken(token)),
                    ListMetricsResponse::nextToken,
                    ListMetricsResponse::metrics);
            return metrics.stream()
                    .flatMap(metric -> metric.dimensions().stream())
                    .filter(dimension -> MODEL.equals(dimension.name()))
                    .map(Dimension::value)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (SdkException e) {
            denied.recordOrRethrow("Models in " + awsAccountRegion, METRICS, e);
            return Set.of();
        }
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
}
