package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/** Stops an instance. */
public class StopStep extends InstanceStep {

    public StopStep(ActuatorAwsClients clients, StepObstacle obstacle) {
        super(clients, obstacle);
    }

    @Override
    public String name() {
        return "stop";
    }

    @Override
    public String call() {
        return "ec2:StopInstances";
    }

    @Override
    public CompletableFuture<? extends Ec2Response> send(
            Ec2AsyncClient ec2, ActionOrder order, Ec2Instance.Observation before) {
        return ec2.stopInstances(request -> request.instanceIds(order.target().id()));
    }

    @Override
    protected StepProgress evaluateProgress(
            ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
        if (now.instance().isTerminated()) {
            return StepProgress.LOST;
        }
        return switch (now.state()) {
            case Ec2Instance.STOPPED -> StepProgress.DONE;
            case Ec2Instance.STOPPING -> StepProgress.UNDER_WAY;
            default -> now.launched().equals(before.launched()) ? StepProgress.NOT_YET : StepProgress.OVERTAKEN;
        };
    }

    /** Whether an instance that was stopped still is, without having run in between. */
    public static boolean holds(Ec2Instance.Observation before, Ec2Instance.Observation now) {
        return now.state().equals(Ec2Instance.STOPPED) && now.launched().equals(before.launched());
    }
}
