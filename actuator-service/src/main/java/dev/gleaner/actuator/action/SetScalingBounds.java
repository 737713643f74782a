package dev.gleaner.actuator.action;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.ScalingGroup;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.RemedyAction;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.model.UpdateAutoScalingGroupRequest;

/**
 * Sets the minimum and the desired number of instances of an Auto Scaling group to fewer than it has; the group then ends the others. The maximum
 * stays, so that its scaling policies can start instances again.
 */
public final class SetScalingBounds {

    static final String NOT_SHOWN = "EC2 Auto Scaling does not show the size of the group";

    private static final String NAME = RemedyAction.SET_SCALING_BOUNDS.id();
    private static final String UNDO = "restore-scaling-bounds";

    private SetScalingBounds() {}

    @Singleton
    static ActionDefinition<ScalingGroup.Observation> action(ActuatorAwsClients clients) {
        ScalingGroup.MemberReader members = new ScalingGroup.MemberReader(clients);
        return ActionDefinition.of(NAME, ScalingGroup.TYPE)
                .undoneBy(UNDO)
                // The group ends instances on which people may be at work, and which it may need again on days that
                // recur.
                .requires(TargetPrecondition.FREE_MEMBERS, TargetPrecondition.LONG_UNUSED)
                .loses(
                        "the instances that the group ends, with what runs on them and the data on their local disks; the undo starts new ones",
                        "answers or work, where the load grows faster than instances start, and for good if no scaling policy starts any")
                .changes((group, parameters) -> Optional.of(change(group, parameters)))
                .plannedUnless(ScalingBounds::problem)
                // The minimum decides the saving, whatever number of instances a policy has started.
                .isInEffect((order, before, now) -> {
                    ScalingGroup.GroupSize size = now.group().size();
                    return size != null && ScalingBounds.of(order).isPut(size);
                })
                .build(step(NAME, clients, (order, before) -> setting(order))
                        .checks((order, before) ->
                                memberObjection(members, order, before.group().size()))
                        .progress((order, before, now) ->
                                progress(ScalingBounds.of(order), now.group().size()))
                        .unless((order, now) -> obstacle(order, now.group()))
                        .build());
    }

    /** Restores the bounds that the group had before. */
    @Singleton
    static ActionDefinition<ScalingGroup.Observation> undo(ActuatorAwsClients clients) {
        return ActionDefinition.undo(UNDO, ScalingGroup.TYPE)
                .requires()
                .build(step(UNDO, clients, SetScalingBounds::restoring)
                        .progress((order, before, now) -> undoProgress(
                                ScalingBounds.of(order), now.group().size()))
                        // Only the bounds that Gleaner set are replaced. Later ones were set by somebody else.
                        .unless((order, now) -> undoProgress(
                                                ScalingBounds.of(order),
                                                now.group().size())
                                        == StepProgress.CONTESTED
                                ? Optional.of("the bounds of the group were changed since they were set")
                                : now.group().planningObstacle())
                        .build());
    }

    private static CallStep.Builder<ScalingGroup.Observation> step(
            String name,
            ActuatorAwsClients clients,
            BiFunction<ActionOrder, ScalingGroup.Observation, UpdateAutoScalingGroupRequest> request) {
        return CallStep.on(ScalingGroup.TYPE, name, "autoscaling:UpdateAutoScalingGroup")
                .sends((order, before) ->
                        clients.autoScaling(order.target()).updateAutoScalingGroup(request.apply(order, before)))
                .overtaken("the bounds of the group were changed concurrently");
    }

    /** The load from which a plan leaves too few instances, percent of one instance; empty of other plans. */
    public static OptionalDouble loadAbove(Map<String, String> parameters) {
        return parameters.keySet().containsAll(ScalingBounds.ALL)
                ? OptionalDouble.of((double) ScalingBounds.number(parameters, ScalingBounds.DESIRED)
                        * ScalingBounds.number(parameters, ScalingBounds.UTILIZATION))
                : OptionalDouble.empty();
    }

    private static DocumentChange change(ScalingGroup group, Map<String, String> parameters) {
        ScalingGroup.GroupSize size = group.size();
        JsonNode before = size == null ? Json.mapper().createObjectNode() : document(size.minimum(), size.desired());
        return ScalingBounds.problem(group, parameters)
                .map(why -> DocumentChange.impossible(before, why))
                .orElseGet(() -> {
                    ScalingBounds bounds = ScalingBounds.of(group, parameters);
                    return DocumentChange.of(before, document(bounds.minimum(), bounds.desired()));
                });
    }

    private static JsonNode document(int minimum, int desired) {
        return Json.mapper().createObjectNode().put("MinSize", minimum).put("DesiredCapacity", desired);
    }

    /** The numbers are absolute, so that a repeated call has no second effect. */
    static UpdateAutoScalingGroupRequest setting(ActionOrder order) {
        ScalingBounds bounds = ScalingBounds.of(order);
        return bounds.request(order, bounds.minimum(), bounds.desired());
    }

    /** A group that a policy has let grow beyond what it had does not lose instances by the undo. */
    static UpdateAutoScalingGroupRequest restoring(ActionOrder order, ScalingGroup.Observation before) {
        ScalingBounds bounds = ScalingBounds.of(order);
        ScalingGroup.GroupSize size = before.group().size();
        int desired = bounds.planned().desired();
        return bounds.request(
                order, bounds.planned().minimum(), size == null ? desired : Math.max(desired, size.desired()));
    }

    private static Uni<Optional<String>> memberObjection(
            ScalingGroup.MemberReader members, ActionOrder order, ScalingGroup.@Nullable GroupSize size) {
        if (size == null) {
            return Uni.createFrom().item(Optional.of(NOT_SHOWN));
        }
        ScalingBounds bounds = ScalingBounds.of(order);
        return members.objectionByCpu(order.target(), size)
                .flatMap(objection -> objection.isPresent()
                        ? Uni.createFrom().item(objection)
                        : members.load(Instant.now(), order.target(), size)
                                .map(load -> load.objection(bounds.desired(), bounds.utilization())));
    }

    /** A scaling policy may have started instances again meanwhile. The instances that go are ended for minutes. */
    private static StepProgress progress(ScalingBounds bounds, ScalingGroup.@Nullable GroupSize size) {
        if (size == null || size.maximum() != bounds.planned().maximum()) {
            return StepProgress.CONTESTED;
        }
        if (bounds.isPut(size)) {
            return size.active() > size.desired() ? StepProgress.UNDER_WAY : StepProgress.DONE;
        }
        return size.minimum() == bounds.planned().minimum() || size.minimum() == bounds.minimum()
                ? StepProgress.NOT_YET
                : StepProgress.CONTESTED;
    }

    private static Optional<String> obstacle(ActionOrder order, ScalingGroup now) {
        Optional<String> problem =
                ScalingBounds.problem(ScalingGroup.TYPE.planned(order.planned()), order.parameters());
        ScalingGroup.GroupSize size = now.size();
        if (problem.isPresent() || size == null) {
            return problem.or(() -> Optional.of(NOT_SHOWN));
        }
        ScalingBounds bounds = ScalingBounds.of(order);
        return bounds.isPut(size)
                ? Optional.empty()
                : now.planningObstacle().or(now::capacityObstacle).or(() -> bounds.reasonChanged(size));
    }

    /** New instances are started for minutes. */
    private static StepProgress undoProgress(ScalingBounds bounds, ScalingGroup.@Nullable GroupSize size) {
        if (size == null || size.maximum() != bounds.planned().maximum()) {
            return StepProgress.CONTESTED;
        }
        if (size.minimum() == bounds.planned().minimum()
                && size.desired() >= bounds.planned().desired()) {
            return size.active() < size.desired() ? StepProgress.UNDER_WAY : StepProgress.DONE;
        }
        return size.minimum() == bounds.minimum()
                        || size.minimum() == bounds.planned().minimum()
                ? StepProgress.NOT_YET
                : StepProgress.CONTESTED;
    }

    /**
     * Bounds that a group gets.
     *
     * @param planned as it was planned
     * @param utilization CPU below which the busiest five minutes of the last day have to be on these instances, percent
     */
    record ScalingBounds(ScalingGroup.GroupSize planned, int minimum, int desired, int utilization) {

        /** Parameters of the remedy. */
        static final String MINIMUM = "minimum";

        static final String DESIRED = "desired";
        static final String UTILIZATION = "utilization";

        private static final Set<String> ALL = Set.of(MINIMUM, DESIRED, UTILIZATION);
        private static final Pattern COUNT = Pattern.compile("[0-9]{1,4}");
        private static final int WHOLE = 100;

        static ScalingBounds of(ActionOrder order) {
            return of(ScalingGroup.TYPE.planned(order.planned()), order.parameters());
        }

        static ScalingBounds of(ScalingGroup group, Map<String, String> parameters) {
            return new ScalingBounds(
                    Objects.requireNonNull(group.size(), "a group whose size is not known is not planned"),
                    number(parameters, MINIMUM),
                    number(parameters, DESIRED),
                    number(parameters, UTILIZATION));
        }

        /** Why a group cannot get these bounds; empty when it can. */
        static Optional<String> problem(ScalingGroup group, Map<String, String> parameters) {
            Set<String> unknown = new TreeSet<>(parameters.keySet());
            unknown.removeAll(ALL);
            if (!unknown.isEmpty()) {
                return Optional.of("set-scaling-bounds has no parameter "
                        + unknown.iterator().next());
            }
            boolean legal = ALL.stream()
                            .allMatch(name -> COUNT.matcher(parameters.getOrDefault(name, ""))
                                    .matches())
                    && number(parameters, UTILIZATION) <= WHOLE
                    && number(parameters, UTILIZATION) > 0
                    && number(parameters, DESIRED) > 0
                    && number(parameters, MINIMUM) <= number(parameters, DESIRED);
            if (!legal) {
                return Optional.of("the remedy needs " + DESIRED + ", a whole number above 0, " + MINIMUM
                        + ", which is not larger, and " + UTILIZATION + ", 1 to 100");
            }
            if (group.size() == null) {
                return Optional.of(NOT_SHOWN);
            }
            ScalingGroup.GroupSize size = group.size();
            return group.capacityObstacle().or(() -> of(group, parameters).reasonNotSmaller(size));
        }

        private static int number(Map<String, String> parameters, String name) {
            return Integer.parseInt(parameters.get(name));
        }

        private Optional<String> reasonNotSmaller(ScalingGroup.GroupSize size) {
            if (minimum > size.minimum() || desired >= size.desired()) {
                return Optional.of("the group has " + size + ": fewer are needed, not minimum " + minimum
                        + " and desired " + desired);
            }
            return size.fixed().size() > desired
                    ? Optional.of(size.fixed().size()
                            + " instances of the group are protected from scale-in, more than " + desired)
                    : Optional.empty();
        }

        /** Whether the group has the bounds, and fewer instances than it had. */
        boolean isPut(ScalingGroup.GroupSize size) {
            return size.minimum() == minimum
                    && size.maximum() == planned.maximum()
                    && size.desired() < planned.desired();
        }

        /** Why the group is not as it was planned; empty when it is. */
        Optional<String> reasonChanged(ScalingGroup.GroupSize size) {
            return size.minimum() == planned.minimum() && size.maximum() == planned.maximum()
                    ? reasonNotSmaller(size)
                    : Optional.of("the bounds of the group changed since the plan: " + size);
        }

        UpdateAutoScalingGroupRequest request(ActionOrder order, int least, int wanted) {
            return UpdateAutoScalingGroupRequest.builder()
                    .autoScalingGroupName(order.target().scalingGroupName().orElseThrow())
                    .minSize(least)
                    .desiredCapacity(wanted)
                    .build();
        }
    }
}
