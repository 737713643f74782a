package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.aws.ResourceSnapshot;
import java.time.Instant;
import java.util.Map;

/**
 * A person's yes to one remedy of one finding, as it was shown.
 *
 * @param action name of the action
 * @param parameters of the remedy
 * @param version of the finding
 * @param plan hash of what was shown
 * @param round of the proposal
 * @param planned the target as it was shown
 * @param validUntil after which the yes no longer counts
 * @param dryRun whether it was said to a plan that would not be carried out
 * @param identity who said it
 */
public record Approval(
        String action,
        Map<String, String> parameters,
        String target,
        String finding,
        int version,
        String plan,
        int round,
        ResourceSnapshot planned,
        Instant validUntil,
        boolean dryRun,
        String identity) {

    /** Of a stop or start at one of the times of a schedule, which was given a yes for all of them. */
    static Approval onOccasion(Action schedule, String action, String occasion, Instant validUntil, boolean dryRun) {
        return new Approval(
                action,
                Map.of(),
                schedule.target(),
                schedule.findingId(),
                schedule.findingVersion(),
                occasion,
                0,
                schedule.planned(),
                validUntil,
                dryRun,
                "schedule " + schedule.id() + " of " + schedule.decidedBy());
    }
}
