package dev.gleaner.actuator.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.ScalingGroup;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.RemedyAction;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.model.UpdateAutoScalingGroupRequest;

/** Adds Spot instances of several types to an Auto Scaling group, based on its own launch template. */
final class SetMixedInstances {

    private static final String NAME = RemedyAction.SET_MIXED_INSTANCES.id();
    private static final String UNDO = "restore-launch-template";

    private SetMixedInstances() {}

    @Singleton
    static ActionDefinition<ScalingGroup.Observation> action(ActuatorAwsClients clients) {
        return ActionDefinition.of(NAME, ScalingGroup.TYPE)
                .undoneBy(UNDO)
                // The group ends on-demand instances to launch Spot instances instead. Source: AWS CloudFormation
                // Template
                // Reference, "AWS::AutoScaling::AutoScalingGroup InstancesDistribution": an update of the distribution
                // "means a
                // gradual replacement of instances"; AWS CLI Command Reference, "update-auto-scaling-group".
                .requires(TargetPrecondition.FREE_MEMBERS)
                // Source: EC2 Auto Scaling API Reference, "UpdateAutoScalingGroup", on a policy instead of a launch
                // template.
                .loses(RemedyAction.SET_MIXED_INSTANCES.losses())
                .changes((group, parameters) -> Optional.of(change(group, parameters)))
                .plannedUnless((group, parameters) -> group.launchObstacle().or(group::capacityObstacle))
                .build(step(NAME, clients, SetMixedInstances::setting)
                        .progress((order, before, now) -> progress(order, before.group(), now.group()))
                        .unless((order, now) -> obstacle(order, now.group()))
                        .build());
    }

    /** Restores the launch template that the group had before. The group replaces its Spot instances. */
    @Singleton
    static ActionDefinition<ScalingGroup.Observation> undo(ActuatorAwsClients clients) {
        return ActionDefinition.undo(UNDO, ScalingGroup.TYPE)
                .requires(TargetPrecondition.FREE_MEMBERS)
                .build(step(UNDO, clients, SetMixedInstances::restoring)
                        .progress((order, before, now) -> undoProgress(order, now.group()))
                        // Only the policy that Gleaner set is replaced. A later one was set by somebody else.
                        .unless((order, now) -> undoProgress(order, now.group()) == StepProgress.CONTESTED
                                ? Optional.of("what the group launches was changed since the policy was set")
                                : Optional.empty())
                        .build());
    }

    /** The step that changes what a group launches by a request which contains only the settings that change. */
    private static CallStep.Builder<ScalingGroup.Observation> step(
            String name, ActuatorAwsClients clients, Function<ActionOrder, UpdateAutoScalingGroupRequest> request) {
        ScalingGroup.MemberReader members = new ScalingGroup.MemberReader(clients);
        return CallStep.on(ScalingGroup.TYPE, name, "autoscaling:UpdateAutoScalingGroup")
                .checks((order, before) -> memberObjection(members, order, before.group()))
                .sends((order, before) ->
                        clients.autoScaling(order.target()).updateAutoScalingGroup(request.apply(order)))
                .overtaken("what the group launches was changed concurrently");
    }

    /** Refuses while instances of the group are being replaced, or one of them is protected by a tag. */
    private static Uni<Optional<String>> memberObjection(
            ScalingGroup.MemberReader members, ActionOrder order, ScalingGroup before) {
        ScalingGroup.GroupSize size = before.size();
        return size == null
                ? Uni.createFrom().item(Optional.of(SetScalingBounds.NOT_SHOWN))
                : members.objection(order.target(), size);
    }

    static UpdateAutoScalingGroupRequest setting(ActionOrder order) {
        return UpdateAutoScalingGroupRequest.builder()
                .autoScalingGroupName(order.target().scalingGroupName().orElseThrow())
                .mixedInstancesPolicy(ScalingGroup.Describer.policy(
                        mix(order).policy(template(ScalingGroup.TYPE.planned(order.planned())))))
                .build();
    }

    static UpdateAutoScalingGroupRequest restoring(ActionOrder order) {
        return UpdateAutoScalingGroupRequest.builder()
                .autoScalingGroupName(order.target().scalingGroupName().orElseThrow())
                .launchTemplate(ScalingGroup.Describer.template(template(ScalingGroup.TYPE.planned(order.planned()))))
                .build();
    }

    private static DocumentChange change(ScalingGroup group, Map<String, String> parameters) {
        Optional<String> obstacle = group.launchObstacle().or(group::capacityObstacle);
        if (obstacle.isPresent()) {
            return DocumentChange.impossible(Json.mapper().createObjectNode(), obstacle.get());
        }
        JsonNode template = template(group);
        return InstanceMix.parse(parameters)
                .map(mix -> DocumentChange.of(template, mix.policy(template)))
                .orElseGet(() -> DocumentChange.impossible(
                        template, InstanceMix.problem(parameters).orElseThrow()));
    }

    private static StepProgress progress(ActionOrder order, ScalingGroup before, ScalingGroup now) {
        if (isAsPut(order, now)) {
            return StepProgress.DONE;
        }
        return now.policy() == null && Objects.equals(now.template(), before.template())
                ? StepProgress.NOT_YET
                : StepProgress.CONTESTED;
    }

    private static StepProgress undoProgress(ActionOrder order, ScalingGroup now) {
        if (now.policy() == null
                && Objects.equals(
                        now.template(),
                        ScalingGroup.TYPE.planned(order.planned()).template())) {
            return StepProgress.DONE;
        }
        return isAsPut(order, now) ? StepProgress.NOT_YET : StepProgress.CONTESTED;
    }

    /** Whether the group has the policy of this order. */
    private static boolean isAsPut(ActionOrder order, ScalingGroup now) {
        JsonNode policy = now.policy();
        return policy != null && mix(order).isShownBy(policy, template(ScalingGroup.TYPE.planned(order.planned())));
    }

    private static Optional<String> obstacle(ActionOrder order, ScalingGroup now) {
        return InstanceMix.problem(order.parameters())
                .or(() -> isAsPut(order, now)
                        ? Optional.empty()
                        : now.planningObstacle().or(now::launchObstacle).or(now::capacityObstacle));
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
