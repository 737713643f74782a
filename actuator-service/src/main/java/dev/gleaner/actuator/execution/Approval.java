package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.aws.Subject;
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
        Subject planned,
        Instant validUntil,
        boolean dryRun,
        String identity) {}
