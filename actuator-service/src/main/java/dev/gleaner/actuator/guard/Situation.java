package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.Demand;
import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.aws.HourlyCpu;
import dev.gleaner.actuator.aws.Instance;
import dev.gleaner.actuator.aws.InstanceSighting;
import dev.gleaner.actuator.aws.Sighting;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that is looked at in the moment before acting.
 *
 * @param now the database's time
 * @param killSwitch whether everything is to stand still
 * @param validUntil end of the approval
 * @param findingHolds whether the finding is still open in the version that was approved
 * @param rule that found it; empty when the finding does not hold
 * @param order what was approved
 * @param shown the target as it is now; empty when nothing was shown
 * @param cpu its use in the last hours
 * @param confirmedThrough up to when the analyzer has confirmed the finding
 * @param lastFinished when an action on this target was finished last
 * @param demands what the action asks of its target
 * @param schedule what the tag of its schedule has to say, for an action that a schedule made; nothing any tag says once that
 *     schedule has ended
 */
public record Situation(
        Instant now,
        boolean killSwitch,
        Instant validUntil,
        boolean findingHolds,
        Optional<String> rule,
        Order order,
        Optional<Sighting> shown,
        HourlyCpu cpu,
        Optional<Instant> confirmedThrough,
        Optional<Instant> lastFinished,
        Set<Demand> demands,
        Optional<String> schedule) {

    /** Of an action that asks for all, and that no schedule made. */
    public Situation(
            Instant now,
            boolean killSwitch,
            Instant validUntil,
            boolean findingHolds,
            Optional<String> rule,
            Order order,
            Optional<Sighting> shown,
            HourlyCpu cpu,
            Optional<Instant> confirmedThrough,
            Optional<Instant> lastFinished) {
        this(
                now,
                killSwitch,
                validUntil,
                findingHolds,
                rule,
                order,
                shown,
                cpu,
                confirmedThrough,
                lastFinished,
                EnumSet.allOf(Demand.class),
                Optional.empty());
    }

    /** Tags now; empty when nothing was shown. */
    Optional<Map<String, String>> tags() {
        return shown.map(sighting -> sighting.subject().tags());
    }

    /** The instance now; empty when nothing was shown, or something else. */
    Optional<Instance> instance() {
        return shown.filter(InstanceSighting.class::isInstance)
                .map(InstanceSighting.class::cast)
                .map(InstanceSighting::instance);
    }
}
