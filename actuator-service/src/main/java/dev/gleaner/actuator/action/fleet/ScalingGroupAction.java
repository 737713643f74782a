package dev.gleaner.actuator.action.fleet;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.SingleStepAction;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.ScalingGroup;
import dev.gleaner.actuator.aws.ScalingGroupSighting;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.actuator.reactive.BackOnContext;
import io.smallrye.mutiny.Uni;
import software.amazon.awssdk.services.autoscaling.model.UpdateAutoScalingGroupRequest;

/** One change of what an Auto Scaling group launches. */
abstract class ScalingGroupAction implements SingleStepAction {

    private final AwsClients clients;

    ScalingGroupAction(AwsClients clients) {
        this.clients = clients;
    }

    /** The call; it names nothing that is to stay as it is. */
    abstract UpdateAutoScalingGroupRequest request(Order order);

    @Override
    public TargetKind changes() {
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
    public String overtaken() {
        return "somebody else changed what the group launches at the same time";
    }

    @Override
    public Uni<String> perform(Order order, Sighting before) {
        return BackOnContext.of(() -> clients.autoScaling(order.target()).updateAutoScalingGroup(request(order)))
                .map(answer -> answer.responseMetadata().requestId());
    }

    static ScalingGroup group(Sighting sighting) {
        return ((ScalingGroupSighting) sighting).group();
    }

    static ScalingGroup planned(Order order) {
        return (ScalingGroup) order.planned();
    }
}
