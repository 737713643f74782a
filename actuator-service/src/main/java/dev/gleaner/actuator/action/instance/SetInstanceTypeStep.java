package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/** Changes the type of a stopped instance. */
final class SetInstanceTypeStep extends InstanceStep {

    private final Function<ActionOrder, String> wanted;

    SetInstanceTypeStep(ActuatorAwsClients clients, Function<ActionOrder, String> wanted, StepObstacle obstacle) {
        super(clients, obstacle);
        this.wanted = wanted;
    }

    @Override
    public String name() {
        return "set-size";
    }

    @Override
    public String call() {
        return "ec2:ModifyInstanceAttribute";
    }

    @Override
    public String overtakenMessage() {
        return "somebody else changed the type at the same time";
    }

    @Override
    public CompletableFuture<? extends Ec2Response> send(
            Ec2AsyncClient ec2, ActionOrder order, Ec2Instance.Observation before) {
        return ec2.modifyInstanceAttribute(request ->
                request.instanceId(order.target().id()).instanceType(type -> type.value(wanted.apply(order))));
    }

    @Override
    protected StepProgress evaluateProgress(
            ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
        if (now.instance().isTerminated()) {
            return StepProgress.LOST;
        }
        String type = now.instance().type();
        if (type.equals(wanted.apply(order))) {
            return StepProgress.DONE;
        }
        return type.equals(before.instance().type()) ? StepProgress.NOT_YET : StepProgress.CONTESTED;
    }
}
