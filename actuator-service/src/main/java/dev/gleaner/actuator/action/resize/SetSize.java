package dev.gleaner.actuator.action.resize;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.action.instance.InstanceStep;
import dev.gleaner.actuator.action.instance.Obstacle;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.InstanceSighting;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/** Changes the type of a stopped instance. */
final class SetSize extends InstanceStep {

    private final Function<Order, String> wanted;

    SetSize(AwsClients clients, Function<Order, String> wanted, Obstacle obstacle) {
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
    public String overtaken() {
        return "somebody else changed the type at the same time";
    }

    @Override
    public CompletableFuture<? extends Ec2Response> send(Ec2AsyncClient ec2, Order order, InstanceSighting before) {
        return ec2.modifyInstanceAttribute(request ->
                request.instanceId(order.target().id()).instanceType(type -> type.value(wanted.apply(order))));
    }

    @Override
    protected Progress see(Order order, InstanceSighting before, InstanceSighting now) {
        if (now.instance().isTerminated()) {
            return Progress.LOST;
        }
        String type = now.instance().type();
        if (type.equals(wanted.apply(order))) {
            return Progress.DONE;
        }
        return type.equals(before.instance().type()) ? Progress.NOT_YET : Progress.CONTESTED;
    }
}
