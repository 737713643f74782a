package dev.gleaner.collector.listing.kind;

import static dev.gleaner.collector.aws.SdkValues.textOrEmpty;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsFutures;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.listing.KindListing;
import dev.gleaner.collector.listing.ListedMetrics;
import dev.gleaner.collector.listing.ListedMetricsConfig;
import dev.gleaner.collector.listing.ListedRegion;
import dev.gleaner.collector.listing.ListedResource;
import dev.gleaner.collector.listing.ListingConfig;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.collector.metric.MetricQueryPlan;
import dev.gleaner.collector.metric.MetricTarget;
import dev.gleaner.collector.metric.WantedMetric;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.Variant;
import io.smallrye.config.ConfigMapping;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.SageMakerAsyncClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointConfigResponse;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointResponse;
import software.amazon.awssdk.services.sagemaker.model.EndpointSummary;
import software.amazon.awssdk.services.sagemaker.model.ListEndpointsResponse;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariant;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariantSummary;

/**
 * Lists inference endpoints of SageMaker. Each listed endpoint is also described, because the listing does not contain
 * its instances.
 */
@Singleton
public record InferenceEndpointListing(RateLimitedAwsClients aws, Config config, MetricsConfig metricsConfig)
        implements KindListing {

    /** Source: Amazon SageMaker AI Developer Guide, "Amazon SageMaker AI metrics in Amazon CloudWatch". */
    private static final WantedMetric INVOCATIONS = WantedMetric.of("AWS/SageMaker", "Invocations", "None", "Sum");

    /** The time in which the model answers, with the way to its container; source as above. */
    private static final WantedMetric MODEL_LATENCY =
            WantedMetric.of("AWS/SageMaker", "ModelLatency", "Microseconds", "Average");

    /** Of the instances of a variant, at a frequency of a minute; source as above. */
    private static final WantedMetric VARIANT_CPU =
            WantedMetric.of("/aws/sagemaker/Endpoints", "CPUUtilization", "Percent", "Average", "Maximum");

    /** The same of its GPUs; source as above. */
    private static final WantedMetric VARIANT_GPU =
            WantedMetric.of("/aws/sagemaker/Endpoints", "GPUUtilization", "Percent", "Average", "Maximum");

    /**
     * Invocations and their latency, which CloudWatch need not have for an hour without any, and the load of the processors and GPUs. It has
     * the former while there are instances, the latter of types with GPUs only.
     */
    public static final MetricQueryPlan PLAN = MetricQueryPlan.of(
            "get-metric-data-endpoints", Duration.ofHours(1), INVOCATIONS, MODEL_LATENCY, VARIANT_CPU, VARIANT_GPU);

    /** Page limit of SageMaker. */
    private static final int PAGE = 100;

    @Override
    public ListingCall listingCall() {
        return new ListingCall(ResourceKind.INFERENCE_ENDPOINT, "sagemaker:ListEndpoints");
    }

    @Override
    public ListedRegion list(AwsAccountRegion awsAccountRegion, RegionListing listing, AccessDeniedRecorder denied) {
        SageMakerAsyncClient sageMaker =
                aws.client(SageMakerAsyncClient.class, SageMakerAsyncClient::builder, awsAccountRegion);
        List<EndpointSummary> endpoints = AwsPaginator.readAll(
                token -> sageMaker.listEndpoints(
                        request -> request.maxResults(PAGE).nextToken(token)),
                ListEndpointsResponse::nextToken,
                ListEndpointsResponse::endpoints);
        EndpointReader reader = new EndpointReader(sageMaker, denied);
        List<Signal> signals = new ArrayList<>();
        List<InferenceEndpoint> read = new ArrayList<>();
        for (EndpointSummary endpoint : endpoints) {
            reader.read(listing, endpoint).ifPresent(signal -> {
                signals.add(signal);
                read.add(endpoint(endpoint, signal));
            });
        }
        return ListedRegion.of(signals).with(InferenceEndpoint.class, read);
    }

    @Override
    public List<ListedMetrics<?>> metrics() {
        return List.of(
                new ListedMetrics<>(PLAN, metricsConfig, InferenceEndpoint.class, InferenceEndpoint::metricTargets));
    }

    private static InferenceEndpoint endpoint(EndpointSummary listed, Signal signal) {
        return new InferenceEndpoint(
                Arn.parse(signal.getResource()),
                listed.endpointName(),
                signal.getInventory().getVariantsList().stream()
                        .map(Variant::getName)
                        .toList());
    }

    /**
     * Reads one endpoint after another: its variants, its configuration and its tags. Data that we are not permitted to
     * read is left out and recorded; other failures are thrown.
     */
    static final class EndpointReader {

        private static final String ENDPOINT = "sagemaker:DescribeEndpoint";
        private static final String CONFIGURATION = "sagemaker:DescribeEndpointConfig";
        private static final String NOT_FOUND = "Could not find";

        private final SageMakerAsyncClient sageMaker;
        private final AccessDeniedRecorder accessDeniedRecorder;
        private final SageMakerReader reader;

        EndpointReader(SageMakerAsyncClient sageMaker, AccessDeniedRecorder accessDeniedRecorder) {
            this.sageMaker = sageMaker;
            this.accessDeniedRecorder = accessDeniedRecorder;
            this.reader = new SageMakerReader(sageMaker, accessDeniedRecorder, NOT_FOUND);
        }

        /** The signal of a listed endpoint; empty if the endpoint no longer exists. */
        Optional<Signal> read(RegionListing listing, EndpointSummary endpoint) {
            try {
                Inventory.Builder inventory =
                        Inventory.newBuilder().setState(textOrEmpty(endpoint.endpointStatusAsString()));
                if (endpoint.creationTime() != null) {
                    inventory.setCreated(endpoint.creationTime().toEpochMilli());
                }
                if (endpoint.lastModifiedTime() != null) {
                    inventory.setModified(endpoint.lastModifiedTime().toEpochMilli());
                }
                addVariants(inventory, endpoint.endpointName());
                reader.addTags(inventory, "Endpoint " + endpoint.endpointName(), endpoint.endpointArn());
                return Optional.of(listing.signal(Arn.parse(endpoint.endpointArn()), inventory.build()));
            } catch (SdkException e) {
                if (reader.isGone(e)) {
                    return Optional.empty();
                }
                throw e;
            }
        }

        private void addVariants(Inventory.Builder inventory, String name) {
            accessDeniedRecorder
                    .permitted(
                            "Endpoint " + name,
                            ENDPOINT,
                            () -> AwsFutures.await(sageMaker.describeEndpoint(request -> request.endpointName(name))))
                    .map(shown ->
                            new VariantMapper(shown, configuration(name, textOrEmpty(shown.endpointConfigName()))))
                    .ifPresent(
                            variants -> inventory.addAllVariants(variants.all()).setType(variants.type()));
        }

        /** An endpoint keeps running when its configuration is deleted. */
        private Optional<DescribeEndpointConfigResponse> configuration(String endpoint, String name) {
            if (name.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(AwsFutures.await(
                        sageMaker.describeEndpointConfig(request -> request.endpointConfigName(name))));
            } catch (SdkException e) {
                if (!reader.isGone(e)) {
                    accessDeniedRecorder.recordOrRethrow("Endpoint " + endpoint, CONFIGURATION, e);
                }
                return Optional.empty();
            }
        }

        /**
         * Maps the variants of an endpoint: the number of instances is in the endpoint, their type in the
         * configuration.
         *
         * @param configuration absent if it no longer exists or could not be read
         */
        record VariantMapper(
                DescribeEndpointResponse endpoint, Optional<DescribeEndpointConfigResponse> configuration) {

            /**
             * How the endpoint is invoked, which decides which metrics it has; empty if its configuration is not known. Source: Amazon
             * SageMaker AI Developer Guide, "Alarms and logs for tracking metrics from asynchronous endpoints".
             */
            String type() {
                if (endpoint.asyncInferenceConfig() != null) {
                    return "asynchronous";
                }
                List<ProductionVariantSummary> shown = endpoint.productionVariants();
                if (!shown.isEmpty() && shown.stream().allMatch(variant -> variant.currentServerlessConfig() != null)) {
                    return "serverless";
                }
                return configuration
                        .map(known -> known.productionVariants().stream()
                                        .anyMatch(variant ->
                                                textOrEmpty(variant.modelName()).isEmpty())
                                ? "inference-components"
                                : "real-time")
                        .orElse("");
            }

            List<Variant> all() {
                Map<String, ProductionVariant> configured = configuration
                        .map(shown -> Stream.concat(
                                        shown.productionVariants().stream(), shown.shadowProductionVariants().stream())
                                .collect(Collectors.toMap(
                                        ProductionVariant::variantName, Function.identity(), (one, other) -> one)))
                        .orElse(Map.of());
                return Stream.concat(
                                endpoint.productionVariants().stream().map(shown -> variant(shown, configured, false)),
                                endpoint.shadowProductionVariants().stream()
                                        .map(shown -> variant(shown, configured, true)))
                        .toList();
            }

            private static Variant variant(
                    ProductionVariantSummary shown, Map<String, ProductionVariant> configured, boolean shadow) {
                Variant.Builder variant = Variant.newBuilder()
                        .setName(textOrEmpty(shown.variantName()))
                        .setServerless(shown.currentServerlessConfig() != null)
                        .setShadow(shadow);
                ProductionVariant known = configured.get(shown.variantName());
                if (known != null) {
                    variant.setInstanceType(textOrEmpty(known.instanceTypeAsString()));
                }
                if (shown.currentInstanceCount() != null) {
                    variant.setInstances(shown.currentInstanceCount());
                }
                if (shown.desiredInstanceCount() != null) {
                    variant.setDesired(shown.desiredInstanceCount());
                }
                return variant.build();
            }
        }
    }

    /**
     * An inference endpoint.
     *
     * @param name as it was created: an ARN need not have its upper case
     * @param variants names of its production variants
     */
    public record InferenceEndpoint(Arn arn, String name, List<String> variants) implements ListedResource {

        public InferenceEndpoint {
            variants = List.copyOf(variants);
        }

        @Override
        public String id() {
            return arn.id();
        }

        /** What its metrics are requested of: its variants. */
        public Stream<MetricTarget> metricTargets() {
            return variants.stream()
                    .map(variant -> MetricTarget.of(
                            id() + "/" + variant,
                            Arn.variant(arn, variant),
                            Map.of("EndpointName", name, "VariantName", variant)));
        }
    }

    /** SageMaker inference endpoints. */
    @ConfigMapping(prefix = "collector.inventory.endpoints")
    public interface Config extends ListingConfig {}

    /** Invocations of each variant of an inference endpoint, and the load of its processors. */
    @ConfigMapping(prefix = "collector.get-metric-data.endpoints")
    public interface MetricsConfig extends ListedMetricsConfig {}
}
