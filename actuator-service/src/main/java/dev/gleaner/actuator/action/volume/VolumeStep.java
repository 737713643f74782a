package dev.gleaner.actuator.action.volume;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.EbsVolume;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/** One call of EC2 about one volume. */
abstract class VolumeStep implements ActionStep {

    private final ActuatorAwsClients clients;

    VolumeStep(ActuatorAwsClients clients) {
        this.clients = clients;
    }

    /** Calls EC2 of the volume's region. */
    abstract CompletableFuture<? extends Ec2Response> send(
            Ec2AsyncClient ec2, ActionOrder order, EbsVolume.Observation before);

    /** What has come of it. */
    abstract StepProgress evaluateProgress(ActionOrder order, EbsVolume.Observation before, EbsVolume.Observation now);

    /** Why it must not be done to what is seen. */
    abstract Optional<String> obstacle(ActionOrder order, EbsVolume.Observation now);

    @Override
    public final Uni<String> perform(ActionOrder order, ResourceObservation before) {
        return ContextBoundUni.<Ec2Response>of(
                        () -> send(clients.ec2(order.target()), order, (EbsVolume.Observation) before)
                                .thenApply(answer -> answer))
                .map(answer -> answer.responseMetadata().requestId());
    }

    @Override
    public final StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now) {
        return evaluateProgress(order, (EbsVolume.Observation) before, (EbsVolume.Observation) now);
    }

    @Override
    public final Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
        return obstacle(order, (EbsVolume.Observation) now);
    }

    /** Why it must not go on with the volume: only one that is as planned and free is touched. */
    static Optional<String> notAsPlanned(ActionOrder order, EbsVolume.Observation now) {
        return now.subject().planningObstacle().or(() -> now.subject().changedSince(order.planned()));
    }
}
