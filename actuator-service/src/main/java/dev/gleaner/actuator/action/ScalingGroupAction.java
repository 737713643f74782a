package dev.gleaner.actuator.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.ScalingGroup;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.Json;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.model.UpdateAutoScalingGroupRequest;

/** Changes what an Auto Scaling group launches, or how many instances it has. */
abstract class ScalingGroupAction implements SingleStepAction {

    static final String NOT_SHOWN = "EC2 Auto Scaling does not show the size of the group";

    private final ActuatorAwsClients clients;
    private final ScalingGroup.MemberReader members;

    ScalingGroupAction(ActuatorAwsClients clients) {
        this.clients = clients;
        this.members = new ScalingGroup.MemberReader(clients);
    }

    ScalingGroup.MemberReader members() {
        return members;
    }

    /** Refuses while instances of the group are being replaced, or one of them is protected by a tag. */
    Uni<Void> checkMembers(ActionOrder order, ResourceObservation before) {
        ScalingGroup.GroupSize size = group(before).size();
        return size == null
                ? Uni.createFrom().failure(new CallPreconditionException(NOT_SHOWN))
                : failIfAny(members.objection(order.target(), size));
    }

    static Uni<Void> failIfAny(Uni<Optional<String>> objection) {
        return objection.flatMap(
                found -> found.map(why -> Uni.createFrom().<Void>failure(new CallPreconditionException(why)))
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    /** The request, which contains only the settings that change. */
    abstract UpdateAutoScalingGroupRequest request(ActionOrder order);

    /** The request, given the group right before the call. */
    UpdateAutoScalingGroupRequest request(ActionOrder order, ResourceObservation before) {
        return request(order);
    }

    @Override
    public TargetKind targetKind() {
        return TargetKind.AUTO_SCALING_GROUP;
    }

    @Override
    public boolean needsIdleness() {
        return false;
    }

    @Override
    public String call() {
        return "autoscaling:UpdateAutoScalingGroup";
    }

    @Override
    public String overtakenMessage() {
        return "what the group launches was changed concurrently";
    }

    @Override
    public Uni<String> perform(ActionOrder order, ResourceObservation before) {
        return ContextBoundUni.fromFuture(
                        () -> clients.autoScaling(order.target()).updateAutoScalingGroup(request(order, before)))
                .map(answer -> answer.responseMetadata().requestId());
    }

    static ScalingGroup group(ResourceObservation resourceObservation) {
        return ((ScalingGroup.Observation) resourceObservation).group();
    }

    static ScalingGroup planned(ActionOrder order) {
        return (ScalingGroup) order.planned();
    }

    /** Restores the launch template that a group had before {@link SetMixedInstances}: its undo. */
    @Singleton
    public static class RestoreLaunchTemplate extends ScalingGroupAction {

        static final String NAME = "restore-launch-template";

        RestoreLaunchTemplate(ActuatorAwsClients clients) {
            super(clients);
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public boolean isUndo() {
            return true;
        }

        /** The group replaces its Spot instances. */
        @Override
        public Set<TargetPrecondition> preconditions() {
            return EnumSet.of(TargetPrecondition.FREE_MEMBERS);
        }

        @Override
        public Uni<Void> checkPreconditions(ActionOrder order, ResourceObservation before) {
            return checkMembers(order, before);
        }

        @Override
        UpdateAutoScalingGroupRequest request(ActionOrder order) {
            return UpdateAutoScalingGroupRequest.builder()
                    .autoScalingGroupName(order.target().scalingGroupName().orElseThrow())
                    .launchTemplate(ScalingGroup.Describer.template(SetMixedInstances.template(planned(order))))
                    .build();
        }

        @Override
        public StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now) {
            ScalingGroup group = group(now);
            if (group.policy() == null
                    && Objects.equals(group.template(), planned(order).template())) {
                return StepProgress.DONE;
            }
            return SetMixedInstances.isAsPut(order, group) ? StepProgress.NOT_YET : StepProgress.CONTESTED;
        }

        /** Only the policy that Gleaner set is replaced. A later one was set by somebody else. */
        @Override
        public Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
            return evaluateProgress(order, now, now) == StepProgress.CONTESTED
                    ? Optional.of("what the group launches was changed since the policy was set")
                    : Optional.empty();
        }
    }

    /** Adds Spot instances of several types to an Auto Scaling group, based on its own launch template. */
    @Singleton
    public static class SetMixedInstances extends ScalingGroupAction {

        SetMixedInstances(ActuatorAwsClients clients) {
            super(clients);
        }

        @Override
        public String name() {
            return "set-mixed-instances";
        }

        @Override
        public boolean isUndo() {
            return false;
        }

        @Override
        public Optional<String> undoName() {
            return Optional.of(RestoreLaunchTemplate.NAME);
        }

        /**
         * The group ends on-demand instances to launch Spot instances instead. Source: AWS CloudFormation Template Reference,
         * "AWS::AutoScaling::AutoScalingGroup InstancesDistribution": an update of the distribution "means a gradual replacement of
         * instances"; AWS CLI Command Reference, "update-auto-scaling-group".
         */
        @Override
        public Set<TargetPrecondition> preconditions() {
            return EnumSet.of(TargetPrecondition.FREE_MEMBERS);
        }

        @Override
        public Uni<Void> checkPreconditions(ActionOrder order, ResourceObservation before) {
            return checkMembers(order, before);
        }

        /** Source: EC2 Auto Scaling API Reference, "UpdateAutoScalingGroup", on a policy instead of a launch template. */
        @Override
        public List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
            return List.of("the instances that the group replaces to match the policy, and again when it is undone, "
                    + "with what runs on them");
        }

        @Override
        public Optional<DocumentChange> change(ResourceSnapshot planned, Map<String, String> parameters) {
            ScalingGroup group = (ScalingGroup) planned;
            Optional<String> obstacle = group.launchObstacle().or(group::capacityObstacle);
            if (obstacle.isPresent()) {
                return Optional.of(DocumentChange.impossible(Json.mapper().createObjectNode(), obstacle.get()));
            }
            JsonNode template = template(group);
            return Optional.of(InstanceMix.parse(parameters)
                    .map(mix -> DocumentChange.of(template, mix.policy(template)))
                    .orElseGet(() -> DocumentChange.impossible(
                            template, InstanceMix.problem(parameters).orElseThrow())));
        }

        @Override
        public Optional<String> planningObstacle(ResourceSnapshot planned, Map<String, String> parameters) {
            ScalingGroup group = (ScalingGroup) planned;
            return group.launchObstacle().or(group::capacityObstacle);
        }

        @Override
        UpdateAutoScalingGroupRequest request(ActionOrder order) {
            return UpdateAutoScalingGroupRequest.builder()
                    .autoScalingGroupName(order.target().scalingGroupName().orElseThrow())
                    .mixedInstancesPolicy(
                            ScalingGroup.Describer.policy(mix(order).policy(template(planned(order)))))
                    .build();
        }

        @Override
        public StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now) {
            ScalingGroup group = group(now);
            if (isAsPut(order, group)) {
                return StepProgress.DONE;
            }
            return group.policy() == null
                            && Objects.equals(group.template(), group(before).template())
                    ? StepProgress.NOT_YET
                    : StepProgress.CONTESTED;
        }

        /** Whether the group has the policy of this order. */
        static boolean isAsPut(ActionOrder order, ScalingGroup now) {
            JsonNode policy = now.policy();
            return policy != null && mix(order).isShownBy(policy, template(planned(order)));
        }

        @Override
        public Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
            return InstanceMix.problem(order.parameters())
                    .or(() -> isAsPut(order, group(now))
                            ? Optional.empty()
                            : group(now)
                                    .planningObstacle()
                                    .or(group(now)::launchObstacle)
                                    .or(group(now)::capacityObstacle));
        }

        private static InstanceMix mix(ActionOrder order) {
            return InstanceMix.parse(order.parameters()).orElseThrow();
        }

        /**
         * The launch template in the form that EC2 Auto Scaling accepts: it returns both name and id, but accepts only one
         * of them.
         */
        static JsonNode template(ScalingGroup group) {
            ObjectNode template = required(group.template()).deepCopy();
            if (template.has("LaunchTemplateId")) {
                template.remove("LaunchTemplateName");
            }
            return template;
        }

        private static JsonNode required(@Nullable JsonNode template) {
            return Objects.requireNonNull(template, "a group without a launch template is not planned");
        }
    }

    /**
     * Instances that a group launches instead of on-demand instances of one type.
     *
     * @param types instance types, the preferred one first
     * @param base number of instances that are always on demand
     * @param percentage share of the instances above the base that is on demand, 0 to 100
     */
    record InstanceMix(List<String> types, int base, int percentage) {

        /** Parameters of the remedy. */
        static final String TYPES = "instance-types";

        static final String BASE = "on-demand-base";
        static final String PERCENTAGE = "on-demand-percentage";

        private static final String OVERRIDES = "Overrides";
        private static final String TYPE = "InstanceType";
        private static final String TEMPLATE = "LaunchTemplate";
        private static final String SPECIFICATION = "LaunchTemplateSpecification";
        private static final String DISTRIBUTION = "InstancesDistribution";

        /** Prefers the Spot capacity that is least likely to be interrupted, and the lowest price among that. */
        private static final String STRATEGY = "price-capacity-optimized";

        /** Source: Amazon EC2 Auto Scaling quotas, instance types of a mixed instances policy. */
        private static final int MOST_TYPES = 40;

        private static final Pattern NAME = Pattern.compile("[a-z0-9-]+\\.[a-z0-9-]+");
        private static final Pattern COUNT = Pattern.compile("[0-9]{1,4}");
        private static final int WHOLE = 100;

        InstanceMix {
            types = List.copyOf(types);
        }

        /** Parses the parameters of a remedy; empty when they are invalid. */
        static Optional<InstanceMix> parse(Map<String, String> parameters) {
            List<String> types = Stream.of(parameters.getOrDefault(TYPES, "").split(","))
                    .map(String::strip)
                    .toList();
            Optional<Integer> base = count(parameters.get(BASE) == null ? "" : parameters.get(BASE));
            Optional<Integer> percentage = count(parameters.get(PERCENTAGE) == null ? "" : parameters.get(PERCENTAGE));
            boolean legal = types.stream().allMatch(type -> NAME.matcher(type).matches())
                    && types.stream().distinct().count() == types.size()
                    && types.size() <= MOST_TYPES
                    && percentage.filter(part -> part <= WHOLE).isPresent();
            return legal ? base.map(number -> new InstanceMix(types, number, percentage.get())) : Optional.empty();
        }

        /** Why a remedy is invalid; empty when it is valid. */
        static Optional<String> problem(Map<String, String> parameters) {
            return parse(parameters).isPresent()
                    ? Optional.empty()
                    : Optional.of("the remedy needs " + TYPES + " (1 to " + MOST_TYPES + ", each once), " + BASE
                            + " (a number) and " + PERCENTAGE + " (0 to 100)");
        }

        /** The policy in the field names of the API, based on the group's own launch template. */
        JsonNode policy(JsonNode template) {
            ObjectNode policy = Json.mapper().createObjectNode();
            ObjectNode launch = policy.putObject(TEMPLATE);
            launch.set(SPECIFICATION, template);
            ArrayNode overrides = launch.putArray(OVERRIDES);
            types.forEach(type -> overrides.addObject().put(TYPE, type));
            policy.putObject(DISTRIBUTION)
                    .put("OnDemandBaseCapacity", base)
                    .put("OnDemandPercentageAboveBaseCapacity", percentage)
                    .put("SpotAllocationStrategy", STRATEGY);
            return policy;
        }

        /**
         * Whether the policy that a group shows is the one that Gleaner set. EC2 Auto Scaling adds defaults for the fields
         * that were not set.
         */
        boolean isShownBy(JsonNode policy, JsonNode template) {
            JsonNode distribution = policy.path(DISTRIBUTION);
            JsonNode launch = policy.path(TEMPLATE);
            return sameTemplate(launch.path(SPECIFICATION), template)
                    && types.equals(StreamSupport.stream(launch.path(OVERRIDES).spliterator(), false)
                            .map(override -> override.path(TYPE).asText())
                            .toList())
                    && distribution.path("OnDemandBaseCapacity").asInt() == base
                    && distribution.path("OnDemandPercentageAboveBaseCapacity").asInt(WHOLE) == percentage
                    && distribution.path("SpotAllocationStrategy").asText().equals(STRATEGY);
        }

        /** The template may be shown with its name, its id or both, and always with its version. */
        private static boolean sameTemplate(JsonNode shown, JsonNode template) {
            boolean same = Stream.of("LaunchTemplateId", "LaunchTemplateName")
                    .anyMatch(
                            field -> template.has(field) && template.get(field).equals(shown.get(field)));
            return same && template.path("Version").equals(shown.path("Version"));
        }

        private static Optional<Integer> count(String text) {
            return COUNT.matcher(text).matches() ? Optional.of(Integer.valueOf(text)) : Optional.empty();
        }
    }
}
