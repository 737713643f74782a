package dev.gleaner.local.estate.saving;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.cost.EstatePrices;
import dev.gleaner.local.estate.cost.ExpectedSaving;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateResource;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The dollars of the expected findings that follow from the kind of the resource: as the kind says, or as computed from its metrics and reads. */
final class ResourceSavingCalculator {

    private final EstateTimeline estateTimeline;
    private final Estate estate;
    private final EstatePrices prices;
    private final List<KindSavingCalculator<?>> measured;

    /**
     * A calculator for an estate.
     *
     * @param last the end of the last hour that is evaluated
     */
    ResourceSavingCalculator(EstateTimeline estateTimeline, Instant last, EstatePrices prices) {
        this.estateTimeline = estateTimeline;
        this.estate = estateTimeline.estate();
        this.prices = prices;
        this.measured = List.of(
                new BucketSavingCalculator(estateTimeline, last, prices),
                new VolumeSavingCalculator(estateTimeline, prices),
                new LogGroupSavingCalculator(estateTimeline, prices));
    }

    /** The saving of a finding on a resource; empty where it is unknown, or follows from something else. */
    Optional<ExpectedSaving> of(String rule, String name, Instant evaluated) {
        return Stream.concat(
                        KindRegistry.all().stream().flatMap(kind -> of(kind, rule, name).stream()),
                        measured.stream().flatMap(savings -> of(savings, rule, name, evaluated).stream()))
                .findFirst();
    }

    /** Whether a finding on a resource has advice alone. */
    boolean isAdvice(String rule, String name) {
        return KindRegistry.all().stream().anyMatch(kind -> isAdvice(kind, rule, name))
                || measured.stream().anyMatch(savings -> isAdvice(savings, rule, name));
    }

    private <R extends EstateResource> Optional<ExpectedSaving> of(EstateKind<R> kind, String rule, String name) {
        return estate.owner(kind, name)
                .flatMap(resource -> kind.saving(rule, name, resource, prices, estateTimeline.end()));
    }

    private <R extends EstateResource> boolean isAdvice(EstateKind<R> kind, String rule, String name) {
        return estate.owner(kind, name)
                .filter(resource -> kind.isAdvice(rule, name, resource))
                .isPresent();
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
