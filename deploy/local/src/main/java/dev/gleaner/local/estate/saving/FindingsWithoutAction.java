package dev.gleaner.local.estate.saving;

import dev.gleaner.contracts.resource.ResourceController;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateCommitments;
import dev.gleaner.local.estate.HostGpus;
import dev.gleaner.local.estate.cost.ExpectedSaving;
import java.util.Optional;
import java.util.stream.Stream;

/** Which expected findings have advice alone: nothing of their saving is certain, as a person has to carry it out. */
final class FindingsWithoutAction {

    private final Estate estate;
    private final EstateCommitments commitments;
    private final ResourceSavingCalculator resources;

    FindingsWithoutAction(Estate estate, ResourceSavingCalculator resources) {
        this.resources = resources;
        this.estate = estate;
        this.commitments = EstateCommitments.of(estate);
    }

    /** The saving as it is if an action carries out a remedy of the finding, else without a low estimate. */
    Optional<ExpectedSaving> certain(String rule, String name, Optional<ExpectedSaving> saving) {
        return isOf(rule, name) ? saving.map(ExpectedSaving::uncertain) : saving;
    }

    private boolean isOf(String rule, String name) {
        return switch (rule) {
            case ExpectedSavingCalculator.CROSS_REGION_READ,
                    ExpectedSavingCalculator.REPEATED_DOWNLOAD,
                    ExpectedSavingCalculator.CROSS_ZONE_TRAFFIC,
                    ExpectedSavingCalculator.INTERNET_EGRESS,
                    ExpectedSavingCalculator.PREVIOUS_GENERATION,
                    ExpectedSavingCalculator.CHECKPOINT_GAP -> true;
            case ExpectedSavingCalculator.UNUSED_COMMITMENT ->
                commitments
                        .capacityReservation(name)
                        .filter(reservation -> reservation.usedBy().isEmpty())
                        .isEmpty();
            case ExpectedSavingCalculator.IDLE_GPU -> isHeld(name) || isOwnedInstance(name);
            case ExpectedSavingCalculator.UNDERUSED_GPU -> !hasSmallerType(name) || isOwnedInstance(name);
            case ExpectedSavingCalculator.IDLE_INSTANCE,
                    ExpectedSavingCalculator.SPORADIC_INSTANCE,
                    ExpectedSavingCalculator.OVERSIZED_INSTANCE,
                    ExpectedSavingCalculator.STOPPED_INSTANCE -> isOwnedInstance(name);
            default -> resources.isAdvice(rule, name);
        };
    }

    private boolean hasSmallerType(String host) {
        return gpus(host)
                .filter(gpus ->
                        InstanceSavingCalculator.withFewerGpus(estate, gpus).isPresent())
                .findAny()
                .isPresent();
    }

    private boolean isHeld(String host) {
        return gpus(host).anyMatch(gpus -> gpus.load() == HostGpus.Load.HELD);
    }

    private Stream<HostGpus> gpus(String host) {
        return estate.cards().stream().filter(gpus -> gpus.resource().equals(host));
    }

    private boolean isOwnedInstance(String name) {
        return estate.instance(name)
                .filter(instance -> instance.autoScalingGroup() != null
                        || !ResourceController.owner(instance.tags()).isEmpty())
                .isPresent();
    }
}
