package dev.gleaner.actuator.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.InferenceEndpoint;
import dev.gleaner.actuator.aws.InferenceEndpoint.EndpointScaling;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.Json;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.applicationautoscaling.model.DeregisterScalableTargetRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.MetricType;
import software.amazon.awssdk.services.applicationautoscaling.model.PolicyType;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScalingPolicyRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.RegisterScalableTargetRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.ServiceNamespace;
import software.amazon.awssdk.services.sagemaker.model.UpdateEndpointWeightsAndCapacitiesRequest;

/**
 * Reduces the instances of an inference endpoint of SageMaker with one variant. Before the instances go, Application Auto Scaling is told
 * to start them again, up to the number that there was, when there are more invocations than the fewer instances are for.
 */
@Singleton
public class SetEndpointScaling implements ActionClass {

    /** SageMaker starts or stops instances in minutes; the download of a model and its start may be allowed an hour each. */
    private static final Duration PATIENCE = Duration.ofHours(2);

    private static final String CHANGED = "the scaling of the endpoint was changed since it was set";

    private final List<ActionStep<ResourceObservation>> steps;

    SetEndpointScaling(ActuatorAwsClients clients) {
        InferenceEndpoint.InvocationReader invocations = new InferenceEndpoint.InvocationReader(clients);
        this.steps = List.of(
                new RegisterStep(clients, invocations),
                new PutPolicyStep(clients),
                new ReduceInstancesStep(clients, invocations));
    }

    @Override
    public String name() {
        return "set-endpoint-scaling";
    }

    @Override
    public TargetKind targetKind() {
        return TargetKind.INFERENCE_ENDPOINT;
    }

    @Override
    public boolean isUndo() {
        return false;
    }

    @Override
    public Optional<String> undoName() {
        return Optional.of(RestoreEndpointScaling.NAME);
    }

    /** An endpoint that has too many instances is in use. */
    @Override
    public boolean needsIdleness() {
        return false;
    }

    @Override
    public List<ActionStep<ResourceObservation>> steps() {
        return steps;
    }

    @Override
    public Optional<DocumentChange> change(ResourceSnapshot planned, Map<String, String> parameters) {
        InferenceEndpoint endpoint = (InferenceEndpoint) planned;
        ObjectNode before = Json.mapper().createObjectNode();
        endpoint.variants().forEach(variant -> before.put(variant.name(), variant.instances()));
        return Optional.of(ScalingParameters.problem(endpoint, parameters)
                .map(why -> DocumentChange.impossible(before, why))
                .orElseGet(() -> DocumentChange.of(
                        before, ScalingParameters.of(endpoint, parameters).document())));
    }

    @Override
    public Optional<String> planningObstacle(ResourceSnapshot planned, Map<String, String> parameters) {
        return ScalingParameters.problem((InferenceEndpoint) planned, parameters);
    }

    @Override
    public List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
        return List.of(
                "the speed of answers, or answers, where invocations grow faster than instances start, which takes minutes",
                "the capacity of the instances that go: SageMaker may have none when they are started again");
    }

    /** The bounds determine the saving, whatever number of instances the policy has started. */
    @Override
    public boolean isInEffect(ActionOrder order, ResourceObservation before, ResourceObservation now) {
        return ScalingParameters.of(order).isRegistered((InferenceEndpoint.Observation) now);
    }

    /**
     * Instances that an endpoint gets, and when there are more.
     *
     * @param endpoint as planned
     * @param instances number of instances while the load is as it was measured
     * @param invocations of each instance in a minute, above which another one is started
     * @param policy name of the scaling policy
     */
    record ScalingParameters(InferenceEndpoint endpoint, int instances, int invocations, String policy) {

        /** Parameters of the remedy. */
        static final String INSTANCES = "instances";

        static final String INVOCATIONS = "invocations";

        private static final Set<String> ALL = Set.of(INSTANCES, INVOCATIONS);
        private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,8}");
        private static final int MINUTES_PER_HOUR = 60;
        private static final String NO_ACTION = "";

        static ScalingParameters of(ActionOrder order) {
            return of((InferenceEndpoint) order.planned(), order.parameters(), order.action());
        }

        static ScalingParameters of(InferenceEndpoint endpoint, Map<String, String> parameters) {
            return of(endpoint, parameters, NO_ACTION);
        }

        private static ScalingParameters of(InferenceEndpoint endpoint, Map<String, String> parameters, String action) {
            return new ScalingParameters(
                    endpoint,
                    Integer.parseInt(parameters.get(INSTANCES)),
                    Integer.parseInt(parameters.get(INVOCATIONS)),
                    "gleaner-" + action);
        }

        /** Why an endpoint cannot be scaled like this; empty when it can. */
        static Optional<String> problem(InferenceEndpoint endpoint, Map<String, String> parameters) {
            Set<String> unknown = new TreeSet<>(parameters.keySet());
            unknown.removeAll(ALL);
            if (!unknown.isEmpty()) {
                return Optional.of("set-endpoint-scaling has no parameter "
                        + unknown.iterator().next());
            }
            if (!ALL.stream()
                    .allMatch(name ->
                            COUNT.matcher(parameters.getOrDefault(name, "")).matches())) {
                return Optional.of("the remedy needs " + INSTANCES + " and " + INVOCATIONS + ", whole numbers above 0");
            }
            if (endpoint.variants().size() != 1) {
                return Optional.of("the endpoint has " + endpoint.variants().size()
                        + " variants: which of them gets the load can change at any time");
            }
            Integer now = endpoint.variants().get(0).instances();
            if (now == null) {
                return Optional.of("the number of instances of the endpoint is not known");
            }
            return Integer.parseInt(parameters.get(INSTANCES)) >= now
                    ? Optional.of("the endpoint has " + now + " instances: fewer are needed, not "
                            + parameters.get(INSTANCES))
                    : Optional.empty();
        }

        String variant() {
            return endpoint.variants().get(0).name();
        }

        /** Number of instances before, to which the policy may go. */
        int most() {
            return Objects.requireNonNull(
                    endpoint.variants().get(0).instances(), "an unknown number of instances is not planned");
        }

        /** Invocations in an hour for which the instances are enough. */
        double invocationsPerHour() {
            return (double) instances * invocations * MINUTES_PER_HOUR;
        }

        JsonNode document() {
            return Json.mapper()
                    .createObjectNode()
                    .put(variant(), instances)
                    .put("mostInstances", most())
                    .put("invocationsPerInstanceAndMinute", invocations);
        }

        String resourceId() {
            return EndpointScaling.resourceId(endpoint.name(), variant());
        }

        /** Whether the variant has the bounds of this action, and no policy of anybody else. */
        boolean isRegistered(InferenceEndpoint.Observation now) {
            return now.scaling(variant())
                    .filter(scaling -> scaling.least() == instances
                            && scaling.most() == most()
                            && scaling.policies().stream().allMatch(this::isOurs))
                    .isPresent();
        }

        /** Whether the variant is scaled as the action wants it. */
        boolean isScaled(InferenceEndpoint.Observation now) {
            return isRegistered(now)
                    && now.scaling(variant())
                            .filter(scaling -> !scaling.policies().isEmpty())
                            .isPresent();
        }

        private boolean isOurs(EndpointScaling.Policy shown) {
            Double target = shown.target();
            return shown.name().equals(policy) && target != null && Double.compare(target, invocations) == 0;
        }

        /** Why the endpoint is not the one that was planned, or not in service; empty when it is. */
        Optional<String> reasonChanged(InferenceEndpoint.Observation now) {
            InferenceEndpoint shown = now.endpoint();
            if (shown == null) {
                return Optional.of("SageMaker shows no such endpoint");
            }
            if (shown.created() != endpoint.created()) {
                return Optional.of("the endpoint was created again since the plan");
            }
            if (!shown.configuration().equals(endpoint.configuration())) {
                return Optional.of("the configuration of the endpoint changed since the plan");
            }
            return shown.status().equals(InferenceEndpoint.IN_SERVICE)
                    ? Optional.empty()
                    : Optional.of("the endpoint is " + shown.status() + ", not " + InferenceEndpoint.IN_SERVICE);
        }
    }

    /** Tells Application Auto Scaling the least and the largest number of instances. */
    static final class RegisterStep implements ActionStep<ResourceObservation> {

        private final ActuatorAwsClients clients;
        private final InferenceEndpoint.InvocationReader invocations;

        RegisterStep(ActuatorAwsClients clients, InferenceEndpoint.InvocationReader invocations) {
            this.clients = clients;
            this.invocations = invocations;
        }

        @Override
        public String name() {
            return "register-scalable-target";
        }

        @Override
        public String call() {
            return "application-autoscaling:RegisterScalableTarget";
        }

        @Override
        public String overtakenMessage() {
            return "the scaling of the endpoint was changed concurrently";
        }

        @Override
        public Uni<Void> checkPreconditions(ActionOrder order, ResourceObservation before) {
            return requireLowLoad(invocations, order, before);
        }

        @Override
        public Uni<String> perform(ActionOrder order, ResourceObservation before) {
            return ContextBoundUni.fromFuture(
                            () -> clients.applicationAutoScaling(order.target()).registerScalableTarget(request(order)))
                    .map(answer -> answer.responseMetadata().requestId());
        }

        /** A repeated call sets the same bounds. */
        static RegisterScalableTargetRequest request(ActionOrder order) {
            ScalingParameters parameters = ScalingParameters.of(order);
            return RegisterScalableTargetRequest.builder()
                    .serviceNamespace(ServiceNamespace.SAGEMAKER)
                    .scalableDimension(EndpointScaling.DIMENSION)
                    .resourceId(parameters.resourceId())
                    .minCapacity(parameters.instances())
                    .maxCapacity(parameters.most())
                    .build();
        }

        @Override
        public StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now) {
            ScalingParameters parameters = ScalingParameters.of(order);
            InferenceEndpoint.Observation shown = (InferenceEndpoint.Observation) now;
            if (shown.endpoint() == null) {
                return StepProgress.LOST;
            }
            if (shown.scaling(parameters.variant()).isEmpty()) {
                return StepProgress.NOT_YET;
            }
            return parameters.isRegistered(shown) ? StepProgress.DONE : StepProgress.CONTESTED;
        }

        /** Scaling that somebody else set up is refused, like any other change since the plan. */
        @Override
        public Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
            return evaluateProgress(order, now, now) == StepProgress.DONE
                    ? Optional.empty()
                    : now.subject().planningObstacle().or(() -> now.subject().changedSince(order.planned()));
        }
    }

    /** Lets Application Auto Scaling start instances above a number of invocations. */
    static final class PutPolicyStep implements ActionStep<ResourceObservation> {

        private final ActuatorAwsClients clients;

        PutPolicyStep(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        @Override
        public String name() {
            return "put-scaling-policy";
        }

        @Override
        public String call() {
            return "application-autoscaling:PutScalingPolicy";
        }

        @Override
        public String overtakenMessage() {
            return "the scaling of the endpoint was changed concurrently";
        }

        @Override
        public Uni<String> perform(ActionOrder order, ResourceObservation before) {
            return ContextBoundUni.fromFuture(
                            () -> clients.applicationAutoScaling(order.target()).putScalingPolicy(request(order)))
                    .map(answer -> answer.responseMetadata().requestId());
        }

        /** A policy of the same name is replaced, so that a repeated call has no second effect. */
        static PutScalingPolicyRequest request(ActionOrder order) {
            ScalingParameters parameters = ScalingParameters.of(order);
            return PutScalingPolicyRequest.builder()
                    .serviceNamespace(ServiceNamespace.SAGEMAKER)
                    .scalableDimension(EndpointScaling.DIMENSION)
                    .resourceId(parameters.resourceId())
                    .policyName(parameters.policy())
                    .policyType(PolicyType.TARGET_TRACKING_SCALING)
                    .targetTrackingScalingPolicyConfiguration(
                            tracking -> tracking.targetValue((double) parameters.invocations())
                                    .predefinedMetricSpecification(metric -> metric.predefinedMetricType(
                                            MetricType.SAGE_MAKER_VARIANT_INVOCATIONS_PER_INSTANCE)))
                    .build();
        }

        @Override
        public StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now) {
            ScalingParameters parameters = ScalingParameters.of(order);
            InferenceEndpoint.Observation shown = (InferenceEndpoint.Observation) now;
            if (parameters.isScaled(shown)) {
                return StepProgress.DONE;
            }
            return parameters.isRegistered(shown) ? StepProgress.NOT_YET : StepProgress.OVERTAKEN;
        }

        @Override
        public Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
            ScalingParameters parameters = ScalingParameters.of(order);
            InferenceEndpoint.Observation shown = (InferenceEndpoint.Observation) now;
            return parameters.reasonChanged(shown).or(() -> reasonNotRegistered(parameters, shown));
        }
    }

    /** Sets the number of instances of the variant. */
    abstract static class SetInstancesStep implements ActionStep<ResourceObservation> {

        private final ActuatorAwsClients clients;
        private final ToIntFunction<ScalingParameters> wanted;

        SetInstancesStep(ActuatorAwsClients clients, ToIntFunction<ScalingParameters> wanted) {
            this.clients = clients;
            this.wanted = wanted;
        }

        @Override
        public String call() {
            return "sagemaker:UpdateEndpointWeightsAndCapacities";
        }

        @Override
        public Optional<Duration> observationTimeout() {
            return Optional.of(PATIENCE);
        }

        @Override
        public String overtakenMessage() {
            return "the endpoint was changed concurrently, or did not get this number of instances";
        }

        @Override
        public Uni<String> perform(ActionOrder order, ResourceObservation before) {
            return ContextBoundUni.fromFuture(
                            () -> clients.sageMaker(order.target()).updateEndpointWeightsAndCapacities(request(order)))
                    .map(answer -> answer.responseMetadata().requestId());
        }

        /** The number is absolute, so that a repeated call has no second effect. The weight of the variant stays as it is. */
        UpdateEndpointWeightsAndCapacitiesRequest request(ActionOrder order) {
            ScalingParameters parameters = ScalingParameters.of(order);
            return UpdateEndpointWeightsAndCapacitiesRequest.builder()
                    .endpointName(parameters.endpoint().name())
                    .desiredWeightsAndCapacities(capacity -> capacity.variantName(parameters.variant())
                            .desiredInstanceCount(wanted.applyAsInt(parameters)))
                    .build();
        }

        /** Whether it is done with this number of instances. */
        abstract boolean isEnough(ScalingParameters parameters, int instances);

        /**
         * A change of the number shows as another status of the endpoint, which also a change by somebody else or the policy does: it is
         * waited for.
         */
        @Override
        public StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now) {
            ScalingParameters parameters = ScalingParameters.of(order);
            InferenceEndpoint endpoint = ((InferenceEndpoint.Observation) now).endpoint();
            if (endpoint == null || endpoint.isDeleting()) {
                return StepProgress.LOST;
            }
            if (endpoint.created() != parameters.endpoint().created()
                    || !endpoint.configuration().equals(parameters.endpoint().configuration())
                    || endpoint.variants().size() != 1) {
                return StepProgress.CONTESTED;
            }
            if (!endpoint.status().equals(InferenceEndpoint.IN_SERVICE)) {
                return endpoint.isServing() ? StepProgress.UNDER_WAY : StepProgress.CONTESTED;
            }
            Integer instances = endpoint.variants().get(0).instances();
            if (instances == null || instances < parameters.instances() || instances > parameters.most()) {
                return StepProgress.CONTESTED;
            }
            return isEnough(parameters, instances) ? StepProgress.DONE : StepProgress.NOT_YET;
        }
    }

    /** Takes instances away, once Application Auto Scaling would start them again. */
    static final class ReduceInstancesStep extends SetInstancesStep {

        private final InferenceEndpoint.InvocationReader invocations;

        ReduceInstancesStep(ActuatorAwsClients clients, InferenceEndpoint.InvocationReader invocations) {
            super(clients, ScalingParameters::instances);
            this.invocations = invocations;
        }

        @Override
        public String name() {
            return "reduce-instances";
        }

        @Override
        public Uni<Void> checkPreconditions(ActionOrder order, ResourceObservation before) {
            return requireLowLoad(invocations, order, before);
        }

        /** The policy may have started some of them again. */
        @Override
        boolean isEnough(ScalingParameters parameters, int instances) {
            return instances < parameters.most();
        }

        @Override
        public Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
            ScalingParameters parameters = ScalingParameters.of(order);
            InferenceEndpoint.Observation shown = (InferenceEndpoint.Observation) now;
            if (evaluateProgress(order, now, now) == StepProgress.DONE) {
                return Optional.empty();
            }
            return parameters
                    .reasonChanged(shown)
                    .or(() -> parameters.isScaled(shown) ? Optional.empty() : Optional.of(CHANGED));
        }
    }

    /**
     * Ends the scaling of an endpoint, and gives it the number of instances that it had before {@link SetEndpointScaling}: its undo.
     */
    @Singleton
    public static class RestoreEndpointScaling implements ActionClass {

        static final String NAME = "restore-endpoint-scaling";

        private final List<ActionStep<ResourceObservation>> steps;

        RestoreEndpointScaling(ActuatorAwsClients clients) {
            this.steps = List.of(new DeregisterStep(clients), new RestoreInstancesStep(clients));
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public TargetKind targetKind() {
            return TargetKind.INFERENCE_ENDPOINT;
        }

        @Override
        public boolean isUndo() {
            return true;
        }

        @Override
        public boolean needsIdleness() {
            return false;
        }

        @Override
        public List<ActionStep<ResourceObservation>> steps() {
            return steps;
        }
    }

    /** Takes the variant from Application Auto Scaling, which deletes its policies with it. */
    static final class DeregisterStep implements ActionStep<ResourceObservation> {

        private final ActuatorAwsClients clients;

        DeregisterStep(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        @Override
        public String name() {
            return "deregister-scalable-target";
        }

        @Override
        public String call() {
            return "application-autoscaling:DeregisterScalableTarget";
        }

        @Override
        public String overtakenMessage() {
            return "the scaling of the endpoint was changed concurrently";
        }

        @Override
        public Uni<String> perform(ActionOrder order, ResourceObservation before) {
            return ContextBoundUni.fromFuture(() ->
                            clients.applicationAutoScaling(order.target()).deregisterScalableTarget(request(order)))
                    .map(answer -> answer.responseMetadata().requestId());
        }

        static DeregisterScalableTargetRequest request(ActionOrder order) {
            return DeregisterScalableTargetRequest.builder()
                    .serviceNamespace(ServiceNamespace.SAGEMAKER)
                    .scalableDimension(EndpointScaling.DIMENSION)
                    .resourceId(ScalingParameters.of(order).resourceId())
                    .build();
        }

        @Override
        public StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now) {
            ScalingParameters parameters = ScalingParameters.of(order);
            InferenceEndpoint.Observation shown = (InferenceEndpoint.Observation) now;
            if (shown.endpoint() == null) {
                return StepProgress.LOST;
            }
            if (shown.scaling(parameters.variant()).isEmpty()) {
                return StepProgress.DONE;
            }
            return parameters.isRegistered(shown) ? StepProgress.NOT_YET : StepProgress.CONTESTED;
        }

        /** Only the scaling that Gleaner set up is ended. Other bounds or policies were set by somebody else since. */
        @Override
        public Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
            ScalingParameters parameters = ScalingParameters.of(order);
            InferenceEndpoint.Observation shown = (InferenceEndpoint.Observation) now;
            return parameters
                    .reasonChanged(shown)
                    .or(() -> evaluateProgress(order, now, now) == StepProgress.DONE
                            ? Optional.empty()
                            : reasonNotRegistered(parameters, shown));
        }
    }

    /** Gives the variant the number of instances that it had. */
    static final class RestoreInstancesStep extends SetInstancesStep {

        RestoreInstancesStep(ActuatorAwsClients clients) {
            super(clients, ScalingParameters::most);
        }

        @Override
        public String name() {
            return "restore-instances";
        }

        @Override
        boolean isEnough(ScalingParameters parameters, int instances) {
            return instances == parameters.most();
        }

        @Override
        public Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
            StepProgress progress = evaluateProgress(order, now, now);
            return progress == StepProgress.CONTESTED
                    ? Optional.of("the instances or the configuration of the endpoint were changed since")
                    : ScalingParameters.of(order).reasonChanged((InferenceEndpoint.Observation) now);
        }
    }

    private static Optional<String> reasonNotRegistered(
            ScalingParameters parameters, InferenceEndpoint.Observation now) {
        return parameters.isRegistered(now) ? Optional.empty() : Optional.of(CHANGED);
    }

    /** Refuses an endpoint that had more invocations than the fewer instances are for, or if that is not known. */
    private static Uni<Void> requireLowLoad(
            InferenceEndpoint.InvocationReader invocations, ActionOrder order, ResourceObservation before) {
        InferenceEndpoint endpoint = ((InferenceEndpoint.Observation) before).endpoint();
        if (endpoint == null) {
            return Uni.createFrom().failure(new CallPreconditionException(before.sentence()));
        }
        return invocations
                .read(Instant.now(), order.target(), endpoint)
                .flatMap(known -> known.objectionAbove(
                                ScalingParameters.of(order).invocationsPerHour())
                        .map(why -> Uni.createFrom().<Void>failure(new CallPreconditionException(why)))
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }
}
