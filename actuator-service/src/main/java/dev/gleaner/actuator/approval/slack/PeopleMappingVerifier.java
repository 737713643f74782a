package dev.gleaner.actuator.approval.slack;

import dev.gleaner.actuator.approval.policy.ApprovalConfig;
import dev.gleaner.service.access.CallerDirectory;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Refuses to start with a mapping of people that names nobody who can decide: a misspelled one would not apply, and one
 * person would be two.
 */
@Startup
@ApplicationScoped
class PeopleMappingVerifier {

    PeopleMappingVerifier(ApprovalConfig approval, SlackConfig slack, CallerDirectory callers) {
        verify(approval.people(), identity -> isApprover(slack, identity) || callers.mayInclude(identity));
    }

    /** Throws {@link IllegalStateException} with the key of an identity that is not known. */
    static void verify(Map<String, String> people, Predicate<String> isKnown) {
        people.keySet().stream()
                .filter(identity -> !isKnown.test(identity))
                .findFirst()
                .ifPresent(identity -> {
                    throw new IllegalStateException(
                            "actuator.approval.people." + identity
                                    + " names nobody: there is no such Slack approver (actuator.slack.approvers) and no such token");
                });
    }

    private static boolean isApprover(SlackConfig slack, String identity) {
        return slack.approvers().keySet().stream().anyMatch(identity::equalsIgnoreCase);
    }
}
