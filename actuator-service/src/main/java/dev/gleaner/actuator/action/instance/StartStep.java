package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.Instance;
import dev.gleaner.actuator.aws.InstanceSighting;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/**
 * Starts an instance. That EC2 took the call is no success: without a grant on the key of its volume, say, it goes back to
 * stopped (aws-solutions/instance-scheduler-on-aws#139).
 */
public class StartStep extends InstanceStep {

    public StartStep(AwsClients clients, Obstacle obstacle) {
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
    public CompletableFuture<? extends Ec2Response> send(Ec2AsyncClient ec2, Order order, InstanceSighting before) {
        return ec2.startInstances(request -> request.instanceIds(order.target().id()));
    }

    @Override
    protected Progress see(Order order, InstanceSighting before, InstanceSighting now) {
        if (now.instance().isTerminated()) {
            return Progress.LOST;
        }
        return switch (now.state()) {
            case Instance.RUNNING -> Progress.DONE;
            case Instance.PENDING -> Progress.UNDER_WAY;
            default -> Progress.NOT_YET;
        };
    }
}
