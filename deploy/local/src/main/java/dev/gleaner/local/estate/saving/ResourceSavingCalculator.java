package dev.gleaner.local.estate.saving;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.bill.EstatePrices;
import dev.gleaner.local.estate.kind.EstateResource;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The dollars of the expected findings that follow from the kind of the resource. */
final class ResourceSavingCalculator {

    private final Estate estate;
    private final List<KindSavingCalculator<?>> kinds;

    /**
     * A calculator for an estate.
     *
     * @param last the end of the last hour that is evaluated
     */
    ResourceSavingCalculator(EstateTimeline estateTimeline, Instant last, EstatePrices prices) {
        this.estate = estateTimeline.estate();
        this.kinds = List.of(
                new VpcSavingCalculator(prices),
                new BucketSavingCalculator(estateTimeline, last, prices),
                new VolumeSavingCalculator(estateTimeline, prices),
                new AddressSavingCalculator(prices),
                new SnapshotSavingCalculator(prices),
                new LogGroupSavingCalculator(estateTimeline, prices),
                new InferenceEndpointSavingCalculator(prices));
    }

    /** The saving of a finding on a resource; empty where it is unknown, or follows from something else. */
    Optional<ExpectedSaving> of(String rule, String name, Instant evaluated) {
        return kinds.stream()
                .flatMap(kind -> of(kind, rule, name, evaluated).stream())
                .findFirst();
    }

    /** Whether a finding on a resource has advice alone. */
    boolean isAdvice(String rule, String name) {
        return kinds.stream().anyMatch(kind -> isAdvice(kind, rule, name));
    }

    private <R extends EstateResource> Optional<ExpectedSaving> of(
            KindSavingCalculator<R> savings, String rule, String name, Instant evaluated) {
        return estate.owner(savings.kind(), name).flatMap(resource -> savings.of(rule, name, resource, evaluated));
    }

    private <R extends EstateResource> boolean isAdvice(KindSavingCalculator<R> savings, String rule, String name) {
        return estate.owner(savings.kind(), name)
                .filter(resource -> savings.isAdvice(rule, name, resource))
                .isPresent();
    }
}
