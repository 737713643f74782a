package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ScalingGroup;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import io.smallrye.mutiny.Uni;
import software.amazon.awssdk.services.autoscaling.model.UpdateAutoScalingGroupRequest;

/** One change of what an Auto Scaling group launches. */
abstract class ScalingGroupAction implements SingleStepAction {

    private final ActuatorAwsClients clients;

    ScalingGroupAction(ActuatorAwsClients clients) {
        this.clients = clients;
    }

    /** The call; it names nothing that is to stay as it is. */
    abstract UpdateAutoScalingGroupRequest request(ActionOrder order);

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
        return "somebody else changed what the group launches at the same time";
    }

    @Override
    public Uni<String> perform(ActionOrder order, ResourceObservation before) {
        return ContextBoundUni.of(() -> clients.autoScaling(order.target()).updateAutoScalingGroup(request(order)))
                .map(answer -> answer.responseMetadata().requestId());
    }

    static ScalingGroup group(ResourceObservation resourceObservation) {
        return ((ScalingGroup.Observation) resourceObservation).group();
    }

    static ScalingGroup planned(ActionOrder order) {
        return (ScalingGroup) order.planned();
    }
}
