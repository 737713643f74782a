package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.CapacityReservation;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Cancels a capacity reservation in which nothing runs. There is no undo: EC2 makes another one only where it has the capacity at that
 * time. Source: Amazon EC2 User Guide, "Cancel a Capacity Reservation".
 */
@Singleton
public class CancelCapacityReservation implements IrreversibleAction {

    private final ActuatorAwsClients clients;

    CancelCapacityReservation(ActuatorAwsClients clients) {
        this.clients = clients;
    }

    @Override
    public String name() {
        return "cancel-capacity-reservation";
    }

    @Override
    public TargetKind targetKind() {
        return TargetKind.CAPACITY_RESERVATION;
    }

    @Override
    public List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
        return List.of("the reserved capacity, which EC2 may not have available again");
    }

    @Override
    public String call() {
        return "ec2:CancelCapacityReservation";
    }

    @Override
    public String overtakenMessage() {
        return "an instance was started in the capacity reservation concurrently";
    }

    @Override
    public Uni<String> perform(ActionOrder order, ResourceObservation before) {
        return ContextBoundUni.fromFuture(() -> clients.ec2(order.target())
                        .cancelCapacityReservation(request ->
                                request.capacityReservationId(order.target().id())))
                .map(answer -> answer.responseMetadata().requestId());
    }

    /** An answer that the reservation does not exist counts only if EC2 showed it before the call. */
    @Override
    public StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now) {
        CapacityReservation reservation = ((CapacityReservation.Observation) now).reservation();
        if (reservation == null) {
            return ((CapacityReservation.Observation) before).reservation() == null
                    ? StepProgress.NOT_YET
                    : StepProgress.DONE;
        }
        if (reservation.isCancelled()) {
            return StepProgress.DONE;
        }
        return reservation.planningObstacle().isPresent() ? StepProgress.CONTESTED : StepProgress.NOT_YET;
    }

    @Override
    public Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
        return now.subject().planningObstacle();
    }
}
