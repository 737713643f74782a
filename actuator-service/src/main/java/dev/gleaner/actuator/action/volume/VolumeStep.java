package dev.gleaner.actuator.action.volume;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.action.Step;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.aws.VolumeSighting;
import dev.gleaner.actuator.reactive.BackOnContext;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/** One call of EC2 about one volume. */
abstract class VolumeStep implements Step {

    private final AwsClients clients;

    VolumeStep(AwsClients clients) {
        this.clients = clients;
    }

    /** Calls EC2 of the volume's region. */
    abstract CompletableFuture<? extends Ec2Response> send(Ec2AsyncClient ec2, Order order, VolumeSighting before);

    /** What has come of it. */
    abstract Progress see(Order order, VolumeSighting before, VolumeSighting now);

    /** Why it must not be done to what is seen. */
    abstract Optional<String> obstacle(Order order, VolumeSighting now);

    @Override
    public final Uni<String> perform(Order order, Sighting before) {
        return BackOnContext.<Ec2Response>of(() -> send(clients.ec2(order.target()), order, (VolumeSighting) before)
                        .thenApply(answer -> answer))
                .map(answer -> answer.responseMetadata().requestId());
    }

    @Override
    public final Progress see(Order order, Sighting before, Sighting now) {
        return see(order, (VolumeSighting) before, (VolumeSighting) now);
    }

    @Override
    public final Optional<String> obstacle(Order order, Sighting now) {
        return obstacle(order, (VolumeSighting) now);
    }

    /** Why it must not go on with the volume: only one that is as planned and free is touched. */
    static Optional<String> notAsPlanned(Order order, VolumeSighting now) {
        return now.subject().unplannable().or(() -> now.subject().changedSince(order.planned()));
    }
}
