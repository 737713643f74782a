package dev.gleaner.actuator.action.stop;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.action.SingleStepAction;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.InstanceSighting;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.actuator.reactive.BackOnContext;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/** One call of EC2 for one instance. */
abstract class InstanceAction implements SingleStepAction {

    private final AwsClients clients;

    InstanceAction(AwsClients clients) {
        this.clients = clients;
    }

    /** Calls EC2 of the instance's region. */
    abstract CompletableFuture<? extends Ec2Response> send(Ec2AsyncClient ec2, String instance);

    /** What has come of it while the instance is still there. */
    abstract Progress see(InstanceSighting before, InstanceSighting now);

    @Override
    public TargetKind changes() {
        return TargetKind.INSTANCE;
    }

    @Override
    public Uni<String> perform(Order order, Sighting before) {
        return BackOnContext.<Ec2Response>of(() -> send(
                                clients.ec2(order.target()),
                                order.target().id())
                        .thenApply(answer -> answer))
                .map(answer -> answer.responseMetadata().requestId());
    }

    @Override
    public String overtaken() {
        return "somebody started the instance again after us";
    }

    @Override
    public final Progress see(Order order, Sighting before, Sighting now) {
        return see((InstanceSighting) before, (InstanceSighting) now);
    }
}
