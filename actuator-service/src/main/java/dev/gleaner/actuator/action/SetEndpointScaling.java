package dev.gleaner.actuator.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.InferenceEndpoint;
import dev.gleaner.actuator.aws.InferenceEndpoint.EndpointScaling;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.RemedyAction;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Function;
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
final class SetEndpointScaling {

    private static final String NAME = RemedyAction.SET_ENDPOINT_SCALING.id();
    private static final String UNDO = "restore-endpoint-scaling";

    /** SageMaker starts or stops instances in minutes; the download of a model and its start may be allowed an hour each. */
    private static final Duration PATIENCE = Duration.ofHours(2);

    private static final String CHANGED = "the scaling of the endpoint was changed since it was set";
    private static final String OVERTAKEN = "the scaling of the endpoint was changed concurrently";

    private SetEndpointScaling() {}

    /** An endpoint that has too many instances is in use, so that it need not be idle. */
    @Singleton
    static ActionDefinition<InferenceEndpoint.Observation> action(ActuatorAwsClients clients) {
        InferenceEndpoint.InvocationReader invocations = new InferenceEndpoint.InvocationReader(clients);
        return ActionDefinition.of(NAME, InferenceEndpoint.TYPE)
                .undoneBy(UNDO)
                .loses(RemedyAction.SET_ENDPOINT_SCALING.losses())
                .changes((endpoint, parameters) -> Optional.of(change(endpoint, parameters)))
                .plannedUnless(ScalingParameters::problem)
                // The bounds determine the saving, whatever number of instances the policy has started.
                .isInEffect((order, before, now) -> ScalingParameters.of(order).isRegistered(now))
                .build(register(clients, invocations), putPolicy(clients), reduceInstances(clients, invocations));
    }

    /** Ends the scaling of the endpoint, and gives it the number of instances that it had before. */
    @Singleton
    static ActionDefinition<InferenceEndpoint.Observation> undo(ActuatorAwsClients clients) {
        return ActionDefinition.undo(UNDO, InferenceEndpoint.TYPE)
                .build(deregister(clients), restoreInstances(clients));
    }

    private static DocumentChange change(InferenceEndpoint endpoint, Map<String, String> parameters) {
        ObjectNode before = Json.mapper().createObjectNode();
        endpoint.variants().forEach(variant -> before.put(variant.name(), variant.instances()));
        return ScalingParameters.problem(endpoint, parameters)
                .map(why -> DocumentChange.impossible(before, why))
                .orElseGet(() -> DocumentChange.of(
                        before, ScalingParameters.of(endpoint, parameters).document()));
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
            return of(InferenceEndpoint.TYPE.planned(order.planned()), order.parameters(), order.action());
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
    private static ActionStep<InferenceEndpoint.Observation> register(
            ActuatorAwsClients clients, InferenceEndpoint.InvocationReader invocations) {
        return CallStep.on(
                        InferenceEndpoint.TYPE,
                        "register-scalable-target",
                        "application-autoscaling:RegisterScalableTarget")
                .checks((order, before) -> loadObjection(invocations, order, before))
                .sends((order, before) ->
                        clients.applicationAutoScaling(order.target()).registerScalableTarget(registration(order)))
                .progress((order, before, now) -> registering(ScalingParameters.of(order), now))
                .overtaken(OVERTAKEN)
                // Scaling that somebody else set up is refused, like any other change since the plan.
                .unless((order, now) -> registering(ScalingParameters.of(order), now) == StepProgress.DONE
                        ? Optional.empty()
                        : StepObstacle.notAsPlanned(order, now))
                .build();
    }

    /** A repeated call sets the same bounds. */
    static RegisterScalableTargetRequest registration(ActionOrder order) {
        ScalingParameters parameters = ScalingParameters.of(order);
        return RegisterScalableTargetRequest.builder()
                .serviceNamespace(ServiceNamespace.SAGEMAKER)
                .scalableDimension(EndpointScaling.DIMENSION)
                .resourceId(parameters.resourceId())
                .minCapacity(parameters.instances())
                .maxCapacity(parameters.most())
                .build();
    }

    private static StepProgress registering(ScalingParameters parameters, InferenceEndpoint.Observation now) {
        if (now.endpoint() == null) {
            return StepProgress.LOST;
        }
        if (now.scaling(parameters.variant()).isEmpty()) {
            return StepProgress.NOT_YET;
        }
        return parameters.isRegistered(now) ? StepProgress.DONE : StepProgress.CONTESTED;
    }

    /** Lets Application Auto Scaling start instances above a number of invocations. */
    private static ActionStep<InferenceEndpoint.Observation> putPolicy(ActuatorAwsClients clients) {
        return CallStep.on(InferenceEndpoint.TYPE, "put-scaling-policy", "application-autoscaling:PutScalingPolicy")
                .sends((order, before) ->
                        clients.applicationAutoScaling(order.target()).putScalingPolicy(scalingPolicy(order)))
                .progress((order, before, now) -> puttingPolicy(ScalingParameters.of(order), now))
                .overtaken(OVERTAKEN)
                .unless((order, now) -> {
                    ScalingParameters parameters = ScalingParameters.of(order);
                    return parameters.reasonChanged(now).or(() -> reasonNotRegistered(parameters, now));
                })
                .build();
    }

    /** A policy of the same name is replaced, so that a repeated call has no second effect. */
    static PutScalingPolicyRequest scalingPolicy(ActionOrder order) {
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

    private static StepProgress puttingPolicy(ScalingParameters parameters, InferenceEndpoint.Observation now) {
        if (parameters.isScaled(now)) {
            return StepProgress.DONE;
        }
        return parameters.isRegistered(now) ? StepProgress.NOT_YET : StepProgress.OVERTAKEN;
    }

    /** Takes instances away, once Application Auto Scaling would start them again. The policy may have started some of them again. */
    private static ActionStep<InferenceEndpoint.Observation> reduceInstances(
            ActuatorAwsClients clients, InferenceEndpoint.InvocationReader invocations) {
        BiPredicate<ScalingParameters, Integer> isEnough = (parameters, instances) -> instances < parameters.most();
        return setInstances("reduce-instances", clients, SetEndpointScaling::reducing, isEnough)
                .checks((order, before) -> loadObjection(invocations, order, before))
                .unless((order, now) -> {
                    ScalingParameters parameters = ScalingParameters.of(order);
                    if (settingInstances(parameters, isEnough, now) == StepProgress.DONE) {
                        return Optional.empty();
                    }
                    return parameters
                            .reasonChanged(now)
                            .or(() -> parameters.isScaled(now) ? Optional.empty() : Optional.of(CHANGED));
                })
                .build();
    }

    /** Gives the variant the number of instances that it had. */
    private static ActionStep<InferenceEndpoint.Observation> restoreInstances(ActuatorAwsClients clients) {
        BiPredicate<ScalingParameters, Integer> isEnough = (parameters, instances) -> instances == parameters.most();
        return setInstances("restore-instances", clients, SetEndpointScaling::restoring, isEnough)
                .unless((order, now) -> {
                    ScalingParameters parameters = ScalingParameters.of(order);
                    return settingInstances(parameters, isEnough, now) == StepProgress.CONTESTED
                            ? Optional.of("the instances or the configuration of the endpoint were changed since")
                            : parameters.reasonChanged(now);
                })
                .build();
    }

    /**
     * Sets the number of instances of the variant.
     *
     * @param isEnough whether it is done with this number of instances
     */
    private static CallStep.Builder<InferenceEndpoint.Observation> setInstances(
            String name,
            ActuatorAwsClients clients,
            Function<ActionOrder, UpdateEndpointWeightsAndCapacitiesRequest> request,
            BiPredicate<ScalingParameters, Integer> isEnough) {
        return CallStep.on(InferenceEndpoint.TYPE, name, "sagemaker:UpdateEndpointWeightsAndCapacities")
                .sends((order, before) ->
                        clients.sageMaker(order.target()).updateEndpointWeightsAndCapacities(request.apply(order)))
                .within(PATIENCE)
                .progress((order, before, now) -> settingInstances(ScalingParameters.of(order), isEnough, now))
                .overtaken("the endpoint was changed concurrently, or did not get this number of instances");
    }

    static UpdateEndpointWeightsAndCapacitiesRequest reducing(ActionOrder order) {
        ScalingParameters parameters = ScalingParameters.of(order);
        return capacity(parameters, parameters.instances());
    }

    static UpdateEndpointWeightsAndCapacitiesRequest restoring(ActionOrder order) {
        ScalingParameters parameters = ScalingParameters.of(order);
        return capacity(parameters, parameters.most());
    }

    /** The number is absolute, so that a repeated call has no second effect. The weight of the variant stays as it is. */
    private static UpdateEndpointWeightsAndCapacitiesRequest capacity(ScalingParameters parameters, int instances) {
        return UpdateEndpointWeightsAndCapacitiesRequest.builder()
                .endpointName(parameters.endpoint().name())
                .desiredWeightsAndCapacities(
                        capacity -> capacity.variantName(parameters.variant()).desiredInstanceCount(instances))
                .build();
    }

    /**
     * A change of the number shows as another status of the endpoint, which also a change by somebody else or the policy does: it is
     * waited for.
     */
    private static StepProgress settingInstances(
            ScalingParameters parameters,
            BiPredicate<ScalingParameters, Integer> isEnough,
            InferenceEndpoint.Observation now) {
        InferenceEndpoint endpoint = now.endpoint();
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
        return isEnough.test(parameters, instances) ? StepProgress.DONE : StepProgress.NOT_YET;
    }

    /** Takes the variant from Application Auto Scaling, which deletes its policies with it. */
    private static ActionStep<InferenceEndpoint.Observation> deregister(ActuatorAwsClients clients) {
        return CallStep.on(
                        InferenceEndpoint.TYPE,
                        "deregister-scalable-target",
                        "application-autoscaling:DeregisterScalableTarget")
                .sends((order, before) ->
                        clients.applicationAutoScaling(order.target()).deregisterScalableTarget(deregistration(order)))
                .progress((order, before, now) -> deregistering(ScalingParameters.of(order), now))
                .overtaken(OVERTAKEN)
                // Only the scaling that Gleaner set up is ended. Other bounds or policies were set by somebody else
                // since.
                .unless((order, now) -> {
                    ScalingParameters parameters = ScalingParameters.of(order);
                    return parameters
                            .reasonChanged(now)
                            .or(() -> deregistering(parameters, now) == StepProgress.DONE
                                    ? Optional.empty()
                                    : reasonNotRegistered(parameters, now));
                })
                .build();
    }

    static DeregisterScalableTargetRequest deregistration(ActionOrder order) {
        return DeregisterScalableTargetRequest.builder()
                .serviceNamespace(ServiceNamespace.SAGEMAKER)
                .scalableDimension(EndpointScaling.DIMENSION)
                .resourceId(ScalingParameters.of(order).resourceId())
                .build();
    }

    private static StepProgress deregistering(ScalingParameters parameters, InferenceEndpoint.Observation now) {
        if (now.endpoint() == null) {
            return StepProgress.LOST;
        }
        if (now.scaling(parameters.variant()).isEmpty()) {
            return StepProgress.DONE;
        }
        return parameters.isRegistered(now) ? StepProgress.NOT_YET : StepProgress.CONTESTED;
    }

    private static Optional<String> reasonNotRegistered(
            ScalingParameters parameters, InferenceEndpoint.Observation now) {
        return parameters.isRegistered(now) ? Optional.empty() : Optional.of(CHANGED);
    }

    /** Refuses an endpoint that had more invocations than the fewer instances are for, or if that is not known. */
    private static Uni<Optional<String>> loadObjection(
            InferenceEndpoint.InvocationReader invocations, ActionOrder order, InferenceEndpoint.Observation before) {
        InferenceEndpoint endpoint = before.endpoint();
        return endpoint == null
                ? Uni.createFrom().item(Optional.of(before.sentence()))
                : invocations
                        .read(Instant.now(), order.target(), endpoint)
                        .map(known ->
                                known.objectionAbove(ScalingParameters.of(order).invocationsPerHour()));
    }
}
