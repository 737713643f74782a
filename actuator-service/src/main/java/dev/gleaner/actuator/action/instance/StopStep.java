package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.Instance;
import dev.gleaner.actuator.aws.InstanceSighting;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/** Stops an instance. */
public class StopStep extends InstanceStep {

    public StopStep(AwsClients clients, Obstacle obstacle) {
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
    public CompletableFuture<? extends Ec2Response> send(Ec2AsyncClient ec2, Order order, InstanceSighting before) {
        return ec2.stopInstances(request -> request.instanceIds(order.target().id()));
    }

    @Override
    protected Progress see(Order order, InstanceSighting before, InstanceSighting now) {
        if (now.instance().isTerminated()) {
            return Progress.LOST;
        }
        return switch (now.state()) {
            case Instance.STOPPED -> Progress.DONE;
            case Instance.STOPPING -> Progress.UNDER_WAY;
            default -> now.launched().equals(before.launched()) ? Progress.NOT_YET : Progress.OVERTAKEN;
        };
    }

    /** Whether an instance that was stopped still is, without having run in between. */
    public static boolean holds(InstanceSighting before, InstanceSighting now) {
        return now.state().equals(Instance.STOPPED) && now.launched().equals(before.launched());
    }
}
