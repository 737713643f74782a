package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/** One call of EC2 for one instance. */
public abstract class InstanceStep implements ActionStep {

    private final ActuatorAwsClients clients;
    private final StepObstacle obstacle;

    protected InstanceStep(ActuatorAwsClients clients, StepObstacle obstacle) {
        this.clients = clients;
        this.obstacle = obstacle;
    }

    /** Calls EC2 of the instance's region, on what was seen just before. */
    public abstract CompletableFuture<? extends Ec2Response> send(
            Ec2AsyncClient ec2, ActionOrder order, Ec2Instance.Observation before);

    /** What has come of it. */
    protected abstract StepProgress evaluateProgress(
            ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now);

    @Override
    public final Uni<String> perform(ActionOrder order, ResourceObservation before) {
        return ContextBoundUni.<Ec2Response>of(
                        () -> send(clients.ec2(order.target()), order, (Ec2Instance.Observation) before)
                                .thenApply(answer -> answer))
                .map(answer -> answer.responseMetadata().requestId());
    }

    @Override
    public final StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now) {
        return evaluateProgress(order, (Ec2Instance.Observation) before, (Ec2Instance.Observation) now);
    }

    @Override
    public final Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
        return obstacle.of(order, (Ec2Instance.Observation) now);
    }

    @Override
    public String overtakenMessage() {
        return "somebody started the instance again after us";
    }
}
