package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.CapacityReservation;
import dev.gleaner.contracts.finding.RemedyAction;
import jakarta.inject.Singleton;

/**
 * Cancels a capacity reservation in which nothing runs. There is no undo: EC2 makes another one only where it has the capacity at that
 * time. Source: Amazon EC2 User Guide, "Cancel a Capacity Reservation".
 */
final class CancelCapacityReservation {

    private static final String NAME = RemedyAction.CANCEL_CAPACITY_RESERVATION.id();

    private CancelCapacityReservation() {}

    @Singleton
    static ActionDefinition<CapacityReservation.Observation> action(ActuatorAwsClients clients) {
        return ActionDefinition.of(NAME, CapacityReservation.TYPE)
                .loses(RemedyAction.CANCEL_CAPACITY_RESERVATION.losses())
                .forEver()
                .build(CallStep.on(CapacityReservation.TYPE, NAME, "ec2:CancelCapacityReservation")
                        .sends((order, before) -> clients.ec2(order.target())
                                .cancelCapacityReservation(request -> request.capacityReservationId(
                                        order.target().id())))
                        .progress((order, before, now) -> progress(before, now))
                        .overtaken("an instance was started in the capacity reservation concurrently")
                        .unless((order, now) -> now.subject().planningObstacle())
                        .build());
    }

    /** An answer that the reservation does not exist counts only if EC2 showed it before the call. */
    private static StepProgress progress(CapacityReservation.Observation before, CapacityReservation.Observation now) {
        CapacityReservation reservation = now.reservation();
        if (reservation == null) {
            return before.reservation() == null ? StepProgress.NOT_YET : StepProgress.DONE;
        }
        if (reservation.isCancelled()) {
            return StepProgress.DONE;
        }
        return reservation.planningObstacle().isPresent() ? StepProgress.CONTESTED : StepProgress.NOT_YET;
    }
}
