package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ScalingGroup;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.autoscaling.model.UpdateAutoScalingGroupRequest;

/** Lets a group launch by the launch template alone again that it had before {@link SetMixedInstances}: its undo. */
@Singleton
public class RestoreLaunchTemplate extends ScalingGroupAction {

    static final String NAME = "restore-launch-template";

    RestoreLaunchTemplate(ActuatorAwsClients clients) {
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
    UpdateAutoScalingGroupRequest request(ActionOrder order) {
        return UpdateAutoScalingGroupRequest.builder()
                .autoScalingGroupName(
                        ScalingGroup.Describer.name(order.target()).orElseThrow())
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

    /** Only the policy that we put is replaced: a later one is somebody else's work. */
    @Override
    public Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
        return evaluateProgress(order, now, now) == StepProgress.CONTESTED
                ? Optional.of("somebody changed what the group launches since the policy was put")
                : Optional.empty();
    }
}
