package dev.gleaner.actuator.action.terminate;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.action.instance.InstanceStep;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.Instance;
import dev.gleaner.actuator.aws.InstanceSighting;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/** Terminates an instance. It is gone when EC2 shows it terminated, and not when it shows nothing. */
final class EndInstance extends InstanceStep {

    EndInstance(AwsClients clients) {
        super(clients, Quarantine::atLast);
    }

    @Override
    public String name() {
        return "terminate";
    }

    @Override
    public String call() {
        return "ec2:TerminateInstances";
    }

    /** The finding is not asked about: an instance that stands still for days is not idle to whoever found it. */
    @Override
    public boolean isIrreversible() {
        return true;
    }

    @Override
    public CompletableFuture<? extends Ec2Response> send(Ec2AsyncClient ec2, Order order, InstanceSighting before) {
        return ec2.terminateInstances(
                request -> request.instanceIds(order.target().id()));
    }

    @Override
    protected Progress see(Order order, InstanceSighting before, InstanceSighting now) {
        return switch (now.state()) {
            case Instance.TERMINATED -> Progress.DONE;
            case Instance.SHUTTING_DOWN -> Progress.UNDER_WAY;
            default -> Progress.NOT_YET;
        };
    }
}
