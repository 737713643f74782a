package dev.gleaner.actuator.approval;

import dev.gleaner.actuator.approval.policy.ApprovalRequirement;
import dev.gleaner.actuator.approval.policy.ApproverIdentity;
import dev.gleaner.actuator.approval.policy.CurrentPolicy;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What the approval of a remedy requires: by the policy in force, and by what earlier actions mean for the target. */
@Singleton
record ApprovalRequirements(CurrentPolicy policy, ApprovalTargetReader targets) {

    /** Returns what is required for the target of a proposal; without a plan its tags are not known. */
    Uni<ApprovalRequirement> find(Mutiny.Session session, Finding finding, Remedy remedy, @Nullable Proposal proposal) {
        return targets.find(session, proposal).map(target -> policy.requirement(finding, remedy, target));
    }

    /** The same for a target that has these tags. */
    Uni<ApprovalRequirement> find(
            Mutiny.Session session, Finding finding, Remedy remedy, String target, Map<String, String> tags) {
        return targets.find(session, target, tags).map(found -> policy.requirement(finding, remedy, found));
    }

    /** Returns how many different people these identities certainly are. */
    int countDistinctPeople(Collection<ApproverIdentity> identities) {
        return policy.countDistinctPeople(identities);
    }

    /** Hash of everything that the policy depends on. */
    String version() {
        return policy.version();
    }
}
