package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.Demand;
import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.aws.Instance;
import dev.gleaner.actuator.aws.InstanceSighting;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.guard.pace.Pace;
import dev.gleaner.contracts.finding.FindingConfirmation;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that is looked at in the moment before acting.
 *
 * @param now the database's time
 * @param killSwitch whether the kill switch is on, or was since this was decided; only whether it is on for what has begun
 * @param validUntil end of the approval
 * @param findingHolds whether the finding is still open in the version that was approved
 * @param rule that found it; empty when the finding does not hold
 * @param order what was approved
 * @param shown the target as it is now; empty when nothing was shown
 * @param fresh what was read of it just before
 * @param confirmation what the analyzer said last of the finding; empty when nothing
 * @param lastFinished when an action on this target was finished last
 * @param demands what the action asks of its target
 * @param schedule what the tag of its schedule has to say, for an action that a schedule made; nothing any tag says once that
 *     schedule has ended
 * @param effectHolds whether the target still is as the action left it that is taken back; true where none is
 * @param scope whose it is, and who said yes
 * @param pace how fast and how often may be acted
 */
public record Situation(
        Instant now,
        boolean killSwitch,
        Instant validUntil,
        boolean findingHolds,
        Optional<String> rule,
        Order order,
        Optional<Sighting> shown,
        Fresh fresh,
        Optional<FindingConfirmation> confirmation,
        Optional<Instant> lastFinished,
        Set<Demand> demands,
        Optional<String> schedule,
        boolean effectHolds,
        Scope scope,
        Pace pace) {

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
