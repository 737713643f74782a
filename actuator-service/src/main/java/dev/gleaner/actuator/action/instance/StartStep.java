package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/**
 * Starts an instance. That EC2 took the call is no success: without a grant on the key of its volume, say, it goes back to
 * stopped (aws-solutions/instance-scheduler-on-aws#139).
 */
public class StartStep extends InstanceStep {

    public StartStep(ActuatorAwsClients clients, StepObstacle obstacle) {
        super(clients, obstacle);
    }

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String call() {
        return "ec2:StartInstances";
    }

    @Override
    public CompletableFuture<? extends Ec2Response> send(
            Ec2AsyncClient ec2, ActionOrder order, Ec2Instance.Observation before) {
        return ec2.startInstances(request -> request.instanceIds(order.target().id()));
    }

    @Override
    protected StepProgress evaluateProgress(
            ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
        if (now.instance().isTerminated()) {
            return StepProgress.LOST;
        }
        return switch (now.state()) {
            case Ec2Instance.RUNNING -> StepProgress.DONE;
            case Ec2Instance.PENDING -> StepProgress.UNDER_WAY;
            default -> StepProgress.NOT_YET;
        };
    }
}
