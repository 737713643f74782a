package dev.gleaner.actuator.action.resize;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.action.instance.Obstacle;
import dev.gleaner.actuator.action.instance.StopStep;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.Instance;
import dev.gleaner.actuator.aws.InstanceSighting;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.reactive.BackOnContext;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.function.Function;

/** Stops an instance that has another size than the wanted one, once EC2 has said that there is such a size. */
final class StopForSize extends StopStep {

    private final AwsClients clients;
    private final Function<Order, String> wanted;

    StopForSize(AwsClients clients, Function<Order, String> wanted, Obstacle obstacle) {
        super(clients, obstacle);
        this.clients = clients;
        this.wanted = wanted;
    }

    /** What has to be before the size is changed: an instance that stands still. */
    static Optional<String> mustStand(Order order, InstanceSighting now) {
        return Obstacle.when(
                !now.state().equals(Instance.STOPPED),
                "the instance is " + now.state() + ", not stopped: somebody started it meanwhile");
    }

    /** An unknown type fails here, and not after the stop. */
    @Override
    public Uni<Void> ask(Order order, Sighting before) {
        String type = wanted.apply(order);
        return BackOnContext.onWorker(() -> clients.ec2Reading(order.target())
                        .describeInstanceTypes(request -> request.instanceTypesWithStrings(type)))
                .replaceWithVoid();
    }

    @Override
    protected Progress see(Order order, InstanceSighting before, InstanceSighting now) {
        boolean fits = now.instance().type().equals(wanted.apply(order));
        return fits && !now.instance().isTerminated() ? Progress.DONE : super.see(order, before, now);
    }
}
