package dev.gleaner.actuator.action.terminate;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.action.instance.InstanceStep;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.InstanceSighting;
import dev.gleaner.actuator.aws.InstanceTags;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/** Says on a stopped instance that it will be terminated, and gives people days to object. */
final class TagQuarantined extends InstanceStep {

    TagQuarantined(AwsClients clients) {
        super(clients, Quarantine::beforeTag);
    }

    @Override
    public String name() {
        return "quarantine";
    }

    @Override
    public String call() {
        return "ec2:CreateTags";
    }

    @Override
    public String overtaken() {
        return "another action put the instance into quarantine at the same time";
    }

    @Override
    public Duration rest(Order order) {
        return Quarantine.rest(order);
    }

    @Override
    public CompletableFuture<? extends Ec2Response> send(Ec2AsyncClient ec2, Order order, InstanceSighting before) {
        return ec2.createTags(request -> request.resources(order.target().id())
                .tags(tag -> tag.key(InstanceTags.QUARANTINED).value(order.action())));
    }

    @Override
    protected Progress see(Order order, InstanceSighting before, InstanceSighting now) {
        if (now.instance().isTerminated()) {
            return Progress.LOST;
        }
        if (Quarantine.isTagged(order, now)) {
            return Progress.DONE;
        }
        boolean isOthers = now.instance().tags().containsKey(InstanceTags.QUARANTINED);
        return isOthers ? Progress.CONTESTED : Progress.NOT_YET;
    }
}
