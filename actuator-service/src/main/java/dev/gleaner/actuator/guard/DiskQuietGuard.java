package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.aws.evidence.InstanceUsage;
import dev.gleaner.actuator.aws.evidence.VolumeOperations;
import dev.gleaner.contracts.finding.IdlenessLimits;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Refuses unless the volumes of an instance are quiet: a worker on its disks has a quiet processor. Operations that are not known do not
 * show that. The hour under way counts as far as it has passed. Hours before the time in which the plan allows no work do not.
 *
 * @param hours whole hours that are evaluated; 0 for the last minutes
 * @param coverage share of these hours, 0 to 1, of which the operations must be known
 * @param operations reads, or writes, an hour from which the action is refused
 */
record DiskQuietGuard(int hours, double coverage, double operations) implements Guard.Refusing {

    private static final double MINUTES_PER_HOUR = 60;
    private static final long FEWEST_MINUTES = 5;

    @Override
    public String name() {
        return "disk-quiet";
    }

    @Override
    public boolean appliesTo(GuardContext guardContext) {
        return hours == 0
                || (guardContext.demands().contains(TargetPrecondition.IDLE) && !guardContext.isStoppedAsPlanned());
    }

    @Override
    public Optional<String> refuse(GuardContext guardContext) {
        VolumeOperations read = guardContext.fresh().volumes();
        return hours == 0 ? refuseNow(read) : refuseHours(read, guardContext.now(), withoutWork(guardContext));
    }

    private Optional<String> refuseNow(VolumeOperations read) {
        if (read.known().isEmpty()) {
            return Optional.of("CloudWatch shows no reads and writes of its volumes of the last "
                    + InstanceUsage.Reader.LATELY.toMinutes() + " minutes");
        }
        return Optional.of(new TreeMap<>(read.greater()).lastEntry())
                .filter(last -> !(last.getValue() < operations * FEWEST_MINUTES / MINUTES_PER_HOUR))
                .map(last -> text(last, "in the minutes from "));
    }

    /** The time in which the plan allows no work: shorter for a finding by the minutes of GPUs; at least the hour before this one. */
    private Duration withoutWork(GuardContext guardContext) {
        IdlenessLimits planned = guardContext.order().idleness();
        Duration most = Duration.ofHours(hours);
        return planned == null || planned.rest().compareTo(most) > 0 ? most : planned.rest();
    }

    private Optional<String> refuseHours(VolumeOperations read, Instant now, Duration withoutWork) {
        Instant current = now.truncatedTo(ChronoUnit.HOURS);
        Instant first = now.minus(withoutWork).truncatedTo(ChronoUnit.HOURS);
        long there =
                read.known().stream().filter(hour -> hour.isBefore(current)).count();
        if (there < coverage * hours) {
            return Optional.of("CloudWatch has only " + there + " of the last " + hours
                    + " hours of reads and writes of its volumes");
        }
        long passed = Math.max(FEWEST_MINUTES, Duration.between(current, now).toMinutes());
        return new TreeMap<>(read.greater())
                .entrySet().stream()
                        .filter(hour -> !hour.getKey().isBefore(first))
                        .filter(hour -> !(hour.getValue()
                                < (hour.getKey().isBefore(current)
                                        ? operations
                                        : operations * passed / MINUTES_PER_HOUR)))
                        .findFirst()
                        .map(hour -> text(hour, "in the hour from "));
    }

    private String text(Map.Entry<Instant, Double> period, String when) {
        return String.format(
                Locale.ROOT,
                "its volumes were at work %s%s: %.0f reads or writes; %.0f an hour count as work",
                when,
                period.getKey(),
                period.getValue(),
                operations);
    }

    @Override
    public String lift(GuardContext guardContext) {
        return "Wait until CloudWatch has the reads and writes of its volumes, and they are fewer; a schedule tries"
                + " again by itself.";
    }
}
