package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.action.Step;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.InstanceSighting;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.reactive.BackOnContext;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/** One call of EC2 for one instance. */
public abstract class InstanceStep implements Step {

    private final AwsClients clients;
    private final Obstacle obstacle;

    protected InstanceStep(AwsClients clients, Obstacle obstacle) {
        this.clients = clients;
        this.obstacle = obstacle;
    }

    /** Calls EC2 of the instance's region, on what was seen just before. */
    public abstract CompletableFuture<? extends Ec2Response> send(
            Ec2AsyncClient ec2, Order order, InstanceSighting before);

    /** What has come of it. */
    protected abstract Progress see(Order order, InstanceSighting before, InstanceSighting now);

    @Override
    public final Uni<String> perform(Order order, Sighting before) {
        return BackOnContext.<Ec2Response>of(() -> send(clients.ec2(order.target()), order, (InstanceSighting) before)
                        .thenApply(answer -> answer))
                .map(answer -> answer.responseMetadata().requestId());
    }

    @Override
    public final Progress see(Order order, Sighting before, Sighting now) {
        return see(order, (InstanceSighting) before, (InstanceSighting) now);
    }

    @Override
    public final Optional<String> obstacle(Order order, Sighting now) {
        return obstacle.of(order, (InstanceSighting) now);
    }

    @Override
    public String overtaken() {
        return "somebody started the instance again after us";
    }
}
