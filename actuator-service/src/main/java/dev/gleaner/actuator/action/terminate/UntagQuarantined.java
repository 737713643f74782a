package dev.gleaner.actuator.action.terminate;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.action.instance.InstanceStep;
import dev.gleaner.actuator.action.instance.Obstacle;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.InstanceSighting;
import dev.gleaner.actuator.aws.InstanceTags;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/** Takes the tag of one quarantine off, and of no other. */
final class UntagQuarantined extends InstanceStep {

    UntagQuarantined(AwsClients clients, Obstacle obstacle) {
        super(clients, obstacle);
    }

    @Override
    public String name() {
        return "end-quarantine";
    }

    @Override
    public String call() {
        return "ec2:DeleteTags";
    }

    /** With the value, EC2 deletes the tag only while it still has it. */
    @Override
    public CompletableFuture<? extends Ec2Response> send(Ec2AsyncClient ec2, Order order, InstanceSighting before) {
        return ec2.deleteTags(request -> request.resources(order.target().id())
                .tags(tag -> tag.key(InstanceTags.QUARANTINED).value(order.action())));
    }

    @Override
    protected Progress see(Order order, InstanceSighting before, InstanceSighting now) {
        return Quarantine.isTagged(order, now) ? Progress.NOT_YET : Progress.DONE;
    }
}
