package dev.gleaner.actuator.aws;

import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CapacityReservationCommitmentInfo;

/**
 * Properties of a capacity reservation of EC2 on which a plan is based.
 *
 * @param state {@code active}, or another one in which it can't be cancelled
 * @param type {@code default}, or {@code capacity-block} for one that can't be cancelled; absent when EC2 did not return it
 * @param instanceType instance type that it keeps capacity for
 * @param total instances that it has capacity for
 * @param available those of them that do not run
 * @param committedUntil end of a commitment, before which it costs a charge to cancel it; absent without one
 */
public record CapacityReservation(
        String state,
        @Nullable String type,
        String instanceType,
        int total,
        int available,
        @Nullable Instant committedUntil,
        Map<String, String> tags)
        implements ResourceSnapshot {

    /** What the actuator knows of its kind. */
    public static final TargetType<CapacityReservation, Observation> TYPE = TargetType.of(
            ResourceKind.CAPACITY_RESERVATION, CapacityReservation.class, Observation.class, Describer::new);

    private static final String ACTIVE = "active";
    private static final String CANCELLED = "cancelled";
    private static final String DEFAULT = "default";

    public CapacityReservation {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** Whether it is cancelled, so that it costs nothing any more. */
    public boolean isCancelled() {
        return state.equals(CANCELLED);
    }

    /** Why it can't be cancelled without a loss; empty when nothing runs in it and it is of the kind that can be. */
    @Override
    public Optional<String> planningObstacle() {
        if (!state.equals(ACTIVE)) {
            return Optional.of("the capacity reservation is " + state);
        }
        if (type != null && !type.equals(DEFAULT)) {
            return Optional.of("the capacity reservation is of the type " + type + ", which can't be cancelled");
        }
        if (committedUntil != null) {
            return Optional.of("the capacity reservation is committed to until " + committedUntil);
        }
        return available == total
                ? Optional.empty()
                : Optional.of("%d of %d instances run in the capacity reservation".formatted(total - available, total));
    }

    @Override
    public Optional<String> changedSince(ResourceSnapshot planned) {
        if (!planned.tags().equals(tags)) {
            return Optional.of("the tags of the capacity reservation changed since the plan");
        }
        return planned.equals(this)
                ? Optional.empty()
                : planningObstacle().or(() -> Optional.of("the capacity reservation changed since the plan"));
    }

    /**
     * Description of a capacity reservation by EC2 at one time.
     *
     * @param reservation absent when EC2 answered {@code InvalidCapacityReservationId.NotFound} for its id; an answer without it is no
     *     observation
     */
    public record Observation(@Nullable CapacityReservation reservation) implements ResourceObservation {

        @Override
        public ResourceSnapshot subject() {
            return reservation == null ? new ResourceSnapshot.NotFound(ResourceKind.CAPACITY_RESERVATION) : reservation;
        }

        @Override
        public String state() {
            return reservation == null ? ResourceSnapshot.NotFound.STATE : reservation.state();
        }

        @Override
        public String sentence() {
            return "the capacity reservation is " + state();
        }
    }

    /** Describes a capacity reservation. */
    public record Describer(ActuatorAwsClients clients) implements ResourceDescriber.KindDescriber {

        private static final String NOT_FOUND = "InvalidCapacityReservationId.NotFound";

        /**
         * The current description by EC2. The observation has no reservation only if EC2 answers that it does not exist. An answer without
         * it gives an empty result and proves nothing; any other error is a failure.
         */
        @Override
        public Uni<Optional<ResourceObservation>> describe(Arn arn) {
            return ContextBoundUni.onWorker(() -> clients.ec2(arn)
                            .describeCapacityReservations(request -> request.capacityReservationIds(arn.id())))
                    .map(answer -> answer.capacityReservations().stream()
                            .filter(shown -> arn.id().equals(shown.capacityReservationId()))
                            .findFirst()
                            .map(Describer::toObservation))
                    .onFailure(failure -> AwsError.isCode(failure, NOT_FOUND))
                    .recoverWithItem(Optional.of(new CapacityReservation.Observation(null)));
        }

        private static ResourceObservation toObservation(
                software.amazon.awssdk.services.ec2.model.CapacityReservation shown) {
            return new CapacityReservation.Observation(new CapacityReservation(
                    shown.stateAsString(),
                    shown.reservationTypeAsString(),
                    shown.instanceType(),
                    shown.totalInstanceCount(),
                    shown.availableInstanceCount(),
                    Optional.ofNullable(shown.commitmentInfo())
                            .map(CapacityReservationCommitmentInfo::commitmentEndDate)
                            .orElse(null),
                    Ec2TagMapper.toMap(shown.tags())));
        }
    }
}
