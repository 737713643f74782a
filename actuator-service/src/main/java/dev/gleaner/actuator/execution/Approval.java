package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.instance.LocalDataLossConsent;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.contracts.finding.IdlenessLimits;
import dev.gleaner.contracts.finding.Saving;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Approval of one remedy of a finding, as it was shown.
 *
 * @param action name of the action
 * @param parameters parameters of the remedy
 * @param version version of the finding
 * @param plan hash of the plan that was shown
 * @param round round of the proposal
 * @param planned the target as it was shown
 * @param validUntil time from which the approval no longer counts
 * @param dryRun whether the plan was shown as one that is not carried out
 * @param identity identity of the approver
 * @param saving the saving that was shown; null for an undo and for what a schedule does
 * @param idleness what must still hold of the target, as the remedy has it; null if the limits of the configuration apply
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
        String identity,
        @Nullable Saving saving,
        @Nullable IdlenessLimits idleness) {

    /**
     * The approval of a stop or start of a schedule, whose own approval covers all of them, as does the statement about local
     * data. Its plan is the target as it is now, whose document before a stop may not have been there when the schedule was approved.
     */
    static Approval forScheduledSwitch(
            Action schedule,
            String action,
            ResourceSnapshot current,
            String occasion,
            Instant validUntil,
            boolean dryRun) {
        return new Approval(
                action,
                LocalDataLossConsent.of(schedule.parameters()),
                schedule.target(),
                schedule.findingId(),
                schedule.findingVersion(),
                occasion,
                0,
                current,
                validUntil,
                dryRun,
                "schedule " + schedule.id() + " of " + schedule.decidedBy(),
                null,
                null);
    }

    /** The approval of the undo of an action in its current state. */
    static Approval ofUndo(Action original, String undo, Instant validUntil, boolean dryRun, String identity) {
        Map<String, String> parameters = new LinkedHashMap<>(original.parameters());
        // The statement is about the action that is undone, not about an undo that stops the instance.
        parameters.remove(LocalDataLossConsent.NAME);
        if (original.state() != ActionState.OBSERVED) {
            parameters.put(ActionOrder.UNFINISHED, original.state().text());
        }
        return new Approval(
                undo,
                parameters,
                original.target(),
                original.findingId(),
                original.findingVersion(),
                original.plan(),
                original.round(),
                original.planned(),
                validUntil,
                dryRun,
                identity,
                null,
                null);
    }
}
