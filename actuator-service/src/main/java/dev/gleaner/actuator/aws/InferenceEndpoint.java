package dev.gleaner.actuator.aws;

import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableDimension;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableTarget;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalingPolicy;
import software.amazon.awssdk.services.applicationautoscaling.model.ServiceNamespace;
import software.amazon.awssdk.services.applicationautoscaling.model.TargetTrackingScalingPolicyConfiguration;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;
import software.amazon.awssdk.services.sagemaker.SageMakerAsyncClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointConfigResponse;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointResponse;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariant;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariantSummary;
import software.amazon.awssdk.services.sagemaker.model.Tag;

/**
 * Properties of an inference endpoint of SageMaker on which a plan is based: all that is needed to create it again. Its ARN is
 * {@code arn:aws:sagemaker:REGION:ACCOUNT:endpoint/NAME}.
 *
 * @param name as it was created: an ARN need not have its upper case
 * @param status in SageMaker's terms: Creating, InService, Updating, Deleting, Failed, ...
 * @param configuration name of its configuration
 * @param created epoch milliseconds; tells it from another endpoint of the same name
 * @param variants its production and shadow variants
 * @param asynchronous whether it is invoked asynchronously
 * @param deploying whether a deployment is pending
 * @param gone what it was created from and does not exist any more
 * @param scaled variants that Application Auto Scaling scales
 */
public record InferenceEndpoint(
        String name,
        String status,
        String configuration,
        long created,
        List<Variant> variants,
        boolean asynchronous,
        boolean deploying,
        List<String> gone,
        List<String> scaled,
        Map<String, String> tags)
        implements ResourceSnapshot {

    /** What the actuator knows of its kind. */
    public static final TargetType<InferenceEndpoint, Observation> TYPE = TargetType.of(
                    ResourceKind.INFERENCE_ENDPOINT, InferenceEndpoint.class, Observation.class, Describer::new)
            .ownedBy(new Owner())
            .usedBy(TargetType.UseEvidence.DAYS)
            .taggedBy(new TagCalls(
                    "sagemaker:AddTags",
                    (clients, endpoint, tags) -> clients.sageMaker(endpoint)
                            .addTags(request ->
                                    request.resourceArn(endpoint.toString()).tags(toList(tags))),
                    "sagemaker:DeleteTags",
                    (clients, endpoint, tags) -> clients.sageMaker(endpoint)
                            .deleteTags(request ->
                                    request.resourceArn(endpoint.toString()).tagKeys(tags.keySet()))));

    public static final String IN_SERVICE = "InService";
    public static final String CREATING = "Creating";
    public static final String DELETING = "Deleting";

    /** States in which an endpoint that was created serves, also while SageMaker or its owner changes it. */
    private static final Set<String> SERVING = Set.of(IN_SERVICE, "Updating", "SystemUpdating", "RollingBack");

    public InferenceEndpoint {
        variants = variants.stream().sorted(Comparator.comparing(Variant::name)).toList();
        gone = gone.stream().sorted().toList();
        scaled = scaled.stream().sorted().toList();
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    @Override
    public Optional<String> planningObstacle() {
        if (!status.equals(IN_SERVICE)) {
            return Optional.of("the endpoint is " + status + ", not " + IN_SERVICE);
        }
        if (deploying) {
            return Optional.of("a deployment of the endpoint is under way");
        }
        if (!gone.isEmpty()) {
            return Optional.of(
                    "the endpoint could not be created again: " + String.join(", ", gone) + " does not exist");
        }
        if (asynchronous) {
            return Optional.of("the endpoint is asynchronous: CloudWatch has no metric of its invocations");
        }
        if (!scaled.isEmpty()) {
            return Optional.of("Application Auto Scaling scales the endpoint (variant " + String.join(", ", scaled)
                    + "): its owner has to change its scalable target");
        }
        if (variants.isEmpty() || variants.stream().anyMatch(variant -> variant.model() == null)) {
            return Optional.of("the models of the endpoint are inference components, which would be lost with it");
        }
        return Ec2TagMapper.inheritedTags(tags, Map.of()).size() + 1 > Ec2TagMapper.MOST
                ? Optional.of("the endpoint has too many tags to get them all again")
                : Optional.empty();
    }

    @Override
    public Optional<String> changedSince(ResourceSnapshot planned) {
        if (planned instanceof InferenceEndpoint before) {
            if (before.created != created) {
                return Optional.of("the endpoint was created again since the plan");
            }
            if (!before.status.equals(status)) {
                return Optional.of("the endpoint is " + status + ", planned was " + before.status);
            }
            if (!before.configuration.equals(configuration)) {
                return Optional.of("the configuration of the endpoint changed since the plan");
            }
        }
        return planned.equals(this)
                ? Optional.empty()
                : Optional.of("the tags, variants or scaling of the endpoint changed since the plan");
    }

    /** Tags in the form of SageMaker. */
    public static List<Tag> toList(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    /** Whether it was created and has not failed. */
    public boolean isServing() {
        return SERVING.contains(status);
    }

    public boolean isCreating() {
        return status.equals(CREATING);
    }

    public boolean isDeleting() {
        return status.equals(DELETING);
    }

    /**
     * A variant of an endpoint.
     *
     * @param model name of its model; absent if its models are inference components, or its configuration is not known
     * @param instances current number; absent for a serverless variant
     * @param initialInstances number with which it was created, and would be created again
     */
    public record Variant(
            String name,
            @Nullable String model,
            @Nullable Integer instances,
            @Nullable Integer initialInstances) {

        /** Whether another number of instances would be created. */
        public boolean isResized() {
            return !Objects.equals(instances, initialInstances);
        }
    }

    /**
     * Description of an endpoint by SageMaker at one time.
     *
     * @param endpoint absent when SageMaker answered that there is none of its name
     * @param scaling of the variants that Application Auto Scaling scales
     */
    public record Observation(@Nullable InferenceEndpoint endpoint, List<EndpointScaling> scaling)
            implements ResourceObservation {

        public Observation {
            // An observation that was stored before scaling was read has none.
            scaling = scaling == null
                    ? List.of()
                    : scaling.stream()
                            .sorted(Comparator.comparing(EndpointScaling::variant))
                            .toList();
        }

        /** An observation of an endpoint that nothing scales. */
        public Observation(@Nullable InferenceEndpoint endpoint) {
            this(endpoint, List.of());
        }

        /** How a variant is scaled; empty if it is not. */
        public Optional<EndpointScaling> scaling(String variant) {
            return scaling.stream().filter(one -> one.variant().equals(variant)).findFirst();
        }

        @Override
        public ResourceSnapshot subject() {
            return endpoint == null ? new ResourceSnapshot.NotFound(ResourceKind.INFERENCE_ENDPOINT) : endpoint;
        }

        @Override
        public String state() {
            return endpoint == null ? ResourceSnapshot.NotFound.STATE : endpoint.status();
        }

        @Override
        public String sentence() {
            return "the endpoint is " + state();
        }
    }

    /**
     * How Application Auto Scaling scales a variant of an inference endpoint.
     *
     * @param least instances
     * @param most instances
     * @param policies by which it does, of any type
     */
    public record EndpointScaling(String variant, int least, int most, List<Policy> policies) {

        /** The number of instances of a variant. */
        public static final ScalableDimension DIMENSION = ScalableDimension.SAGEMAKER_VARIANT_DESIRED_INSTANCE_COUNT;

        public EndpointScaling {
            policies =
                    policies.stream().sorted(Comparator.comparing(Policy::name)).toList();
        }

        /** The variant in the terms of Application Auto Scaling. */
        public static String resourceId(String endpointName, String variant) {
            return "endpoint/" + endpointName + "/variant/" + variant;
        }

        /**
         * A scaling policy.
         *
         * @param target value of its metric that it keeps; absent for a policy that tracks none
         */
        public record Policy(String name, @Nullable Double target) {}

        /** Reads how variants are scaled. */
        record Reader(ActuatorAwsClients clients) {

            /** The scaling of these variants, each with its policies; a variant that is not scaled has none. */
            Uni<List<EndpointScaling>> read(Arn arn, String endpointName, List<String> variants) {
                List<String> ids = variants.stream()
                        .map(variant -> resourceId(endpointName, variant))
                        .toList();
                if (ids.isEmpty()) {
                    return Uni.createFrom().item(List.of());
                }
                String before = resourceId(endpointName, "");
                return ContextBoundUni.onWorker(() -> clients.applicationAutoScalingWithRetry(arn)
                                .describeScalableTargets(request -> request.serviceNamespace(ServiceNamespace.SAGEMAKER)
                                        .resourceIds(ids)))
                        .flatMap(answer -> Multi.createFrom()
                                .iterable(answer.scalableTargets().stream()
                                        .filter(target -> ids.contains(target.resourceId()))
                                        .toList())
                                .onItem()
                                .transformToUniAndConcatenate(target -> policies(arn, target, null)
                                        .map(policies -> new EndpointScaling(
                                                target.resourceId().substring(before.length()),
                                                orZero(target.minCapacity()),
                                                orZero(target.maxCapacity()),
                                                policies)))
                                .collect()
                                .asList());
            }

            private Uni<List<Policy>> policies(Arn arn, ScalableTarget target, @Nullable String token) {
                return ContextBoundUni.onWorker(() -> clients.applicationAutoScalingWithRetry(arn)
                                .describeScalingPolicies(request -> request.serviceNamespace(ServiceNamespace.SAGEMAKER)
                                        .resourceId(target.resourceId())
                                        .scalableDimension(target.scalableDimension())
                                        .nextToken(token)))
                        .flatMap(answer -> {
                            List<Policy> page = answer.scalingPolicies().stream()
                                    .map(Reader::policy)
                                    .toList();
                            return answer.nextToken() == null
                                    ? Uni.createFrom().item(page)
                                    : policies(arn, target, answer.nextToken())
                                            .map(rest -> Stream.concat(page.stream(), rest.stream())
                                                    .toList());
                        });
            }

            private static Policy policy(ScalingPolicy shown) {
                TargetTrackingScalingPolicyConfiguration tracking = shown.targetTrackingScalingPolicyConfiguration();
                return new Policy(shown.policyName(), tracking == null ? null : tracking.targetValue());
            }

            private static int orZero(@Nullable Integer capacity) {
                return capacity == null ? 0 : capacity;
            }
        }
    }

    /**
     * Reads from CloudWatch how often an endpoint was invoked. CloudWatch need not have a value for an hour without invocations, but has the
     * load of the processors while there are instances. Source: Amazon SageMaker AI Developer Guide, "Amazon SageMaker AI metrics in
     * Amazon CloudWatch".
     */
    public record InvocationReader(ActuatorAwsClients clients) {

        /** Time over which invocations are counted. */
        public static final Duration WINDOW = Duration.ofHours(24);

        private static final Duration PERIOD = Duration.ofHours(1);
        private static final String INVOCATIONS = "invocations";
        private static final String LOAD = "load";

        /** Reads the last whole hours of the window, and the current hour. */
        public Uni<Invocations> read(Instant now, Arn arn, InferenceEndpoint endpoint) {
            Instant begin = now.truncatedTo(ChronoUnit.HOURS).minus(WINDOW);
            List<MetricDataQuery> queries = new ArrayList<>();
            for (int variant = 0; variant < endpoint.variants().size(); variant++) {
                String name = endpoint.variants().get(variant).name();
                Dimension[] ofVariant = {
                    CloudWatchMetrics.dimension("EndpointName", endpoint.name()),
                    CloudWatchMetrics.dimension("VariantName", name)
                };
                queries.add(CloudWatchMetrics.query(
                        INVOCATIONS + variant, "AWS/SageMaker", "Invocations", "Sum", PERIOD, ofVariant));
                queries.add(CloudWatchMetrics.query(
                        LOAD + variant, "/aws/sagemaker/Endpoints", "CPUUtilization", "Average", PERIOD, ofVariant));
            }
            return CloudWatchMetrics.read(clients, arn, begin, now, queries)
                    .map(answer ->
                            invocations(answer, begin, endpoint.variants().size()));
        }

        static Invocations invocations(GetMetricDataResponse answer, Instant begin, int variants) {
            List<MetricDataResult> results = answer.metricDataResults();
            boolean isWhole = answer.nextToken() == null
                    && results.stream().allMatch(result -> result.statusCode() == StatusCode.COMPLETE)
                    && results.stream().map(MetricDataResult::id).distinct().count() == 2L * variants;
            long known = WINDOW.toHours();
            for (int variant = 0; variant < variants; variant++) {
                Set<String> ids = Set.of(INVOCATIONS + variant, LOAD + variant);
                Set<Instant> hours = results.stream()
                        .filter(result -> ids.contains(result.id()))
                        .flatMap(result -> result.timestamps().stream())
                        .map(time -> time.truncatedTo(ChronoUnit.HOURS))
                        .collect(Collectors.toCollection(HashSet::new));
                known = Math.min(
                        known,
                        Stream.iterate(begin, hour -> hour.plus(PERIOD))
                                .limit(WINDOW.toHours())
                                .filter(hours::contains)
                                .count());
            }
            Map<Instant, Double> counts = new HashMap<>();
            results.stream()
                    .filter(result -> result.id().startsWith(INVOCATIONS))
                    .forEach(result -> CloudWatchMetrics.forEachPoint(
                            result,
                            (time, count) -> counts.merge(time.truncatedTo(ChronoUnit.HOURS), count, Double::sum)));
            return new Invocations(
                    counts.values().stream().mapToDouble(Double::doubleValue).sum(),
                    counts.values().stream()
                            .mapToDouble(Double::doubleValue)
                            .max()
                            .orElse(0),
                    isWhole ? known : 0);
        }

        /**
         * Invocations of the last day.
         *
         * @param count sum of all known values of all variants
         * @param busiest sum of the hour with the most of them, the current one included
         * @param hours number of whole hours that are known of every variant
         */
        public record Invocations(double count, double busiest, long hours) {

            /** Share of the hours that has to be known of an endpoint that is in use, as of an instance before its stop. */
            private static final double COVERAGE = 0.8;

            /** Why the load has to be taken as larger than this, an hour; empty when enough hours are known, and none has more. */
            public Optional<String> objectionAbove(double most) {
                if (busiest > most) {
                    return Optional.of(String.format(
                            Locale.ROOT,
                            "the endpoint was invoked %.0f times in an hour of the last %d, more than %.0f",
                            busiest,
                            WINDOW.toHours(),
                            most));
                }
                return hours < COVERAGE * WINDOW.toHours()
                        ? Optional.of("CloudWatch shows values of only " + hours + " of the last " + WINDOW.toHours()
                                + " hours: it is not known how much the endpoint is used")
                        : Optional.empty();
            }

            /** Why the endpoint has to be taken as used; empty when each hour is known, and none has an invocation. */
            public Optional<String> objection() {
                if (count > 0) {
                    return Optional.of(String.format(
                            Locale.ROOT,
                            "the endpoint was invoked %.0f times in the last %d hours",
                            count,
                            WINDOW.toHours()));
                }
                return hours < WINDOW.toHours()
                        ? Optional.of("CloudWatch shows values of only " + hours + " of the last " + WINDOW.toHours()
                                + " hours: it is not known whether the endpoint is used")
                        : Optional.empty();
            }
        }
    }

    /** Describes an endpoint, what it was created from, its tags and its scaling. */
    public record Describer(ActuatorAwsClients clients) implements ResourceDescriber.KindDescriber {

        /** SageMaker answers like this, by the code of an invalid request, if there is no resource of a name. */
        private static final String NOT_FOUND = "ValidationException: Could not find";

        private SageMakerAnswers answers() {
            return new SageMakerAnswers(clients, NOT_FOUND);
        }

        /**
         * The current description by SageMaker. The observation has no endpoint only if SageMaker answers that there is none of its name.
         * An answer about another endpoint gives an empty result and proves nothing; any other error is a failure.
         */
        @Override
        public Uni<Optional<ResourceObservation>> describe(Arn arn) {
            return answers()
                    .foundOrGone(ContextBoundUni.onWorker(
                            () -> sageMaker(arn).describeEndpoint(request -> request.endpointName(arn.id()))))
                    .flatMap(said -> {
                        if (said.isEmpty()) {
                            return Uni.createFrom().item(Optional.of(new Observation(null)));
                        }
                        DescribeEndpointResponse shown = said.get();
                        // The case of names is kept, but not told apart.
                        return arn.toString().equalsIgnoreCase(shown.endpointArn())
                                ? parts(arn, shown)
                                : Uni.createFrom().item(Optional.empty());
                    });
        }

        /** Empty if the endpoint was deleted meanwhile, which the next description shows. */
        private Uni<Optional<ResourceObservation>> parts(Arn arn, DescribeEndpointResponse shown) {
            return answers()
                    .foundOrGone(ContextBoundUni.onWorker(() -> sageMaker(arn)
                            .describeEndpointConfig(request -> request.endpointConfigName(shown.endpointConfigName()))))
                    .flatMap(configuration -> gone(arn, shown, configuration)
                            .flatMap(gone -> scaled(arn, shown)
                                    .flatMap(scaled -> answers()
                                            .foundOrGone(answers().tags(arn, shown.endpointArn()))
                                            .map(found -> found.map(tags -> new Observation(
                                                    endpoint(shown, configuration, gone, scaled, tags), scaled))))));
        }

        private static InferenceEndpoint endpoint(
                DescribeEndpointResponse shown,
                Optional<DescribeEndpointConfigResponse> configuration,
                List<String> gone,
                List<EndpointScaling> scaled,
                List<Tag> tags) {
            Map<String, ProductionVariant> configured = new HashMap<>();
            configuration.ifPresent(known ->
                    configured(known).forEach(variant -> configured.putIfAbsent(variant.variantName(), variant)));
            return new InferenceEndpoint(
                    shown.endpointName(),
                    String.valueOf(shown.endpointStatusAsString()),
                    String.valueOf(shown.endpointConfigName()),
                    shown.creationTime() == null ? 0 : shown.creationTime().toEpochMilli(),
                    variants(shown)
                            .map(variant -> variant(variant, configured.get(variant.variantName())))
                            .toList(),
                    shown.asyncInferenceConfig() != null
                            || configuration
                                    .map(DescribeEndpointConfigResponse::asyncInferenceConfig)
                                    .isPresent(),
                    shown.pendingDeploymentSummary() != null,
                    gone,
                    scaled.stream().map(EndpointScaling::variant).distinct().toList(),
                    tags.stream().collect(Collectors.toMap(Tag::key, Tag::value, (one, other) -> other)));
        }

        private static InferenceEndpoint.Variant variant(
                ProductionVariantSummary shown, @Nullable ProductionVariant configured) {
            return new InferenceEndpoint.Variant(
                    shown.variantName(),
                    configured == null ? null : configured.modelName(),
                    shown.currentInstanceCount(),
                    configured == null ? null : configured.initialInstanceCount());
        }

        private static Stream<ProductionVariantSummary> variants(DescribeEndpointResponse shown) {
            return Stream.concat(shown.productionVariants().stream(), shown.shadowProductionVariants().stream());
        }

        private static Stream<ProductionVariant> configured(DescribeEndpointConfigResponse configuration) {
            return Stream.concat(
                    configuration.productionVariants().stream(), configuration.shadowProductionVariants().stream());
        }

        /** What the endpoint was created from and SageMaker does not have any more: its configuration, or models. */
        private Uni<List<String>> gone(
                Arn arn, DescribeEndpointResponse shown, Optional<DescribeEndpointConfigResponse> configuration) {
            if (configuration.isEmpty()) {
                return Uni.createFrom().item(List.of("its configuration " + shown.endpointConfigName()));
            }
            List<String> models = configured(configuration.get())
                    .map(ProductionVariant::modelName)
                    .filter(Objects::nonNull)
                    .distinct()
                    .toList();
            return Multi.createFrom()
                    .iterable(models)
                    .onItem()
                    .transformToUniAndConcatenate(model -> answers()
                            .foundOrGone(ContextBoundUni.onWorker(
                                    () -> sageMaker(arn).describeModel(request -> request.modelName(model))))
                            .map(found -> found.isPresent() ? List.<String>of() : List.of("its model " + model)))
                    .collect()
                    .asList()
                    .map(each -> each.stream().flatMap(List::stream).toList());
        }

        private Uni<List<EndpointScaling>> scaled(Arn arn, DescribeEndpointResponse shown) {
            return new EndpointScaling.Reader(clients)
                    .read(
                            arn,
                            shown.endpointName(),
                            variants(shown)
                                    .map(ProductionVariantSummary::variantName)
                                    .toList());
        }

        private SageMakerAsyncClient sageMaker(Arn arn) {
            return clients.sageMakerWithRetry(arn);
        }
    }

    /** What deploys the endpoint would make it again. */
    private static final class Owner implements TargetType.OwnerInstructions {

        private static final TargetType.OwnerInstructions REMOVAL =
                TargetType.OwnerInstructions.removal(ResourceKind.INFERENCE_ENDPOINT);

        @Override
        public String inTemplate(String resource, Arn target, Map<String, String> parameters) {
            return REMOVAL.inTemplate(resource, target, parameters);
        }

        @Override
        public String inTerraform(Arn target, Map<String, String> parameters) {
            return REMOVAL.inTerraform(target, parameters);
        }

        @Override
        public String inSageMaker(Arn target, Map<String, String> tags) {
            return "remove the endpoint in the project or pipeline that deploys it, "
                    + tags.getOrDefault("sagemaker:project-name", "PROJECT");
        }
    }
}
