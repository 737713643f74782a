package dev.gleaner.actuator.approval.slack;

import dev.gleaner.actuator.approval.policy.ApprovalConfig;
import dev.gleaner.service.access.CallerDirectory;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Refuses to start if the mapping of people contains an identity that cannot decide: with a misspelled identity, one
 * person would count as two.
 */
@Startup
@ApplicationScoped
class PeopleMappingVerifier {

    PeopleMappingVerifier(ApprovalConfig approval, SlackConfig slack, CallerDirectory callers) {
        verify(approval.people(), identity -> isApprover(slack, identity) || callers.mayInclude(identity));
    }

    /** Throws {@link IllegalStateException} with the key of the first unknown identity. */
    static void verify(Map<String, String> people, Predicate<String> isKnown) {
        people.keySet().stream()
                .filter(identity -> !isKnown.test(identity))
                .findFirst()
                .ifPresent(identity -> {
                    throw new IllegalStateException("actuator.approval.people." + identity
                            + " is unknown: no such Slack approver (actuator.slack.approvers) and no such token");
                });
    }

    private static boolean isApprover(SlackConfig slack, String identity) {
        return slack.approvers().keySet().stream().anyMatch(identity::equalsIgnoreCase);
    }
}
