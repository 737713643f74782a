package dev.gleaner.local.estate.bill;

import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateResource;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is used from some time on other than an estate has it: by actions that the estate does not know, as the cloud shows their effect.
 *
 * @param instances by name
 * @param resources other than instances, by name
 * @param cancelled capacity reservations by name, with the time from which on whole hours are not billed
 */
public record UsageChanges(
        Map<String, InstanceChange> instances, Map<String, ResourceChange> resources, Map<String, Instant> cancelled) {

    private static final int MINUTES = 60;

    /** More than a bill shows. */
    private static final int DECIMALS = 10;

    public UsageChanges {
        instances = Map.copyOf(instances);
        resources = Map.copyOf(resources);
        cancelled = Map.copyOf(cancelled);
    }

    /** Everything is used as the estate has it. */
    public static UsageChanges none() {
        return ofInstances(Map.of());
    }

    /** Nothing but instances is used otherwise. */
    public static UsageChanges ofInstances(Map<String, InstanceChange> instances) {
        return new UsageChanges(instances, Map.of(), Map.of());
    }

    /** The same, so much earlier. */
    public UsageChanges earlierBy(Duration time) {
        Map<String, InstanceChange> earlierInstances = new TreeMap<>();
        instances.forEach((name, change) -> earlierInstances.put(
                name,
                new InstanceChange(change.since().minus(time), change.isRunning(), change.type(), change.hours())));
        Map<String, ResourceChange> earlierResources = new TreeMap<>();
        resources.forEach((name, change) ->
                earlierResources.put(name, new ResourceChange(change.since().minus(time), change.shown())));
        Map<String, Instant> earlierCancelled = new TreeMap<>();
        cancelled.forEach((name, since) -> earlierCancelled.put(name, since.minus(time)));
        return new UsageChanges(earlierInstances, earlierResources, earlierCancelled);
    }

    /** How an instance is used in the hour that begins at a time; empty if it is used as the estate has it. */
    Optional<InstanceChange> ofInstance(String name, Instant hour) {
        return Optional.ofNullable(instances.get(name)).filter(change -> !hour.isBefore(change.since()));
    }

    /** A resource as it is used in the hour or on the day that begins at a time; empty if it was deleted. */
    <R extends EstateResource> Optional<R> of(EstateKind<R> kind, R resource, Instant begin) {
        ResourceChange change = resources.get(resource.name());
        return change == null || begin.isBefore(change.since())
                ? Optional.of(resource)
                : Optional.ofNullable(change.shown()).map(kind.type()::cast);
    }

    /** Whether a capacity reservation is cancelled in the hour that begins at a time. */
    boolean isCancelled(String capacityReservation, Instant hour) {
        Instant since = cancelled.get(capacityReservation);
        return since != null && !hour.isBefore(since);
    }

    /**
     * How an instance is used.
     *
     * @param since whole hours from then on are used so
     * @param isRunning whether it runs all the time, if it has no schedule
     * @param hours those of its schedule; absent without one
     */
    public record InstanceChange(
            Instant since,
            boolean isRunning,
            String type,
            @Nullable ScheduledHours hours) {

        /** The part of the hour that begins at a time in which it runs, 0 to 1. */
        BigDecimal partOf(Instant hour) {
            ScheduledHours scheduled = hours;
            if (scheduled == null) {
                return isRunning ? BigDecimal.ONE : BigDecimal.ZERO;
            }
            long minutes = IntStream.range(0, MINUTES)
                    .filter(minute -> scheduled.runsAt(hour.plus(Duration.ofMinutes(minute))))
                    .count();
            return BigDecimal.valueOf(minutes).divide(BigDecimal.valueOf(MINUTES), DECIMALS, RoundingMode.HALF_UP);
        }
    }

    /**
     * How a resource other than an instance is used.
     *
     * @param since whole hours and days from then on are used so
     * @param shown the resource as the cloud shows it; absent if it is deleted
     */
    public record ResourceChange(Instant since, @Nullable EstateResource shown) {}
}
