package dev.gleaner.actuator.action.fleet;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.ScalingGroup;
import dev.gleaner.actuator.aws.ScalingGroups;
import dev.gleaner.actuator.aws.Sighting;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.autoscaling.model.UpdateAutoScalingGroupRequest;

/** Lets a group launch by the launch template alone again that it had before {@link SetMixedInstances}: its undo. */
@Singleton
public class RestoreLaunchTemplate extends ScalingGroupAction {

    static final String NAME = "restore-launch-template";

    RestoreLaunchTemplate(AwsClients clients) {
        super(clients);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean restores() {
        return true;
    }

    @Override
    UpdateAutoScalingGroupRequest request(Order order) {
        return UpdateAutoScalingGroupRequest.builder()
                .autoScalingGroupName(ScalingGroups.name(order.target()).orElseThrow())
                .launchTemplate(ScalingGroups.template(SetMixedInstances.template(planned(order))))
                .build();
    }

    @Override
    public Progress see(Order order, Sighting before, Sighting now) {
        ScalingGroup group = group(now);
        if (group.policy() == null
                && Objects.equals(group.template(), planned(order).template())) {
            return Progress.DONE;
        }
        return SetMixedInstances.isAsPut(order, group) ? Progress.NOT_YET : Progress.CONTESTED;
    }

    /** Only the policy that we put is replaced: a later one is somebody else's work. */
    @Override
    public Optional<String> obstacle(Order order, Sighting now) {
        return see(order, now, now) == Progress.CONTESTED
                ? Optional.of("somebody changed what the group launches since the policy was put")
                : Optional.empty();
    }
}
