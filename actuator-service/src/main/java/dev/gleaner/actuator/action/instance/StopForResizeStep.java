package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.function.Function;

/** Stops an instance that has another size than the wanted one, once EC2 has said that there is such a size. */
final class StopForResizeStep extends StopStep {

    private final ActuatorAwsClients clients;
    private final Function<ActionOrder, String> wanted;

    StopForResizeStep(ActuatorAwsClients clients, Function<ActionOrder, String> wanted, StepObstacle obstacle) {
        super(clients, obstacle);
        this.clients = clients;
        this.wanted = wanted;
    }

    /** What has to be before the size is changed: an instance that stands still. */
    static Optional<String> mustStand(ActionOrder order, Ec2Instance.Observation now) {
        return StepObstacle.when(
                !now.state().equals(Ec2Instance.STOPPED),
                "the instance is " + now.state() + ", not stopped: somebody started it meanwhile");
    }

    /** An unknown type fails here, and not after the stop. */
    @Override
    public Uni<Void> checkPreconditions(ActionOrder order, ResourceObservation before) {
        String type = wanted.apply(order);
        return ContextBoundUni.onWorker(() -> clients.ec2Reading(order.target())
                        .describeInstanceTypes(request -> request.instanceTypesWithStrings(type)))
                .replaceWithVoid();
    }

    @Override
    protected StepProgress evaluateProgress(
            ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
        boolean fits = now.instance().type().equals(wanted.apply(order));
        return fits && !now.instance().isTerminated() ? StepProgress.DONE : super.evaluateProgress(order, before, now);
    }
}
