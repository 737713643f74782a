package dev.gleaner.actuator.approval;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.approval.policy.ApprovalRequirement;
import dev.gleaner.actuator.approval.policy.ApproverIdentity;
import dev.gleaner.actuator.execution.Action;
import dev.gleaner.actuator.execution.ApprovalValidity;
import dev.gleaner.actuator.proposal.FindingRow;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Checks an approval right before the change by the policy in force then, also if it was given under another policy. */
@Singleton
record PolicyApprovalValidity(ApprovalRequirements requirements) implements ApprovalValidity {

    @Override
    public Uni<Optional<String>> objection(Mutiny.Session session, Action action, ActionOrder order) {
        if (action.undoOf().isPresent()) {
            // An undo is no remedy: an operator requested it, and it needs no approval.
            return Uni.createFrom().item(Optional.empty());
        }
        return session.find(FindingRow.class, action.findingId())
                .flatMap(row -> objection(session, action, order, row));
    }

    private Uni<Optional<String>> objection(
            Mutiny.Session session, Action action, ActionOrder order, @Nullable FindingRow row) {
        int place = row == null ? -1 : place(row.finding(), action.name(), order);
        if (row == null || place < 0) {
            return Uni.createFrom().item(Optional.of("the finding no longer proposes what was approved"));
        }
        Remedy remedy = row.finding().remedies().get(place);
        return requirements
                .find(
                        session,
                        row.finding(),
                        remedy,
                        action.target(),
                        order.planned().tags())
                .flatMap(required -> DecisionRepository.findApprovers(session, row.id(), action.plan(), place)
                        .map(said -> objection(required, action, said)));
    }

    private Optional<String> objection(ApprovalRequirement required, Action action, List<ApproverIdentity> said) {
        boolean stands = DecisionMaker.isOfPolicy(action.decidedBy())
                ? required.notice().isPresent()
                : !required.isNever()
                        && requirements.countDistinctPeople(DecisionRequest.ApprovalVote.filterEligible(said, required))
                                >= required.people();
        return stands
                ? Optional.empty()
                : Optional.of("the policy has changed, so the approval of " + action.decidedBy() + " is not enough: it "
                        + required.describe() + " (" + required.source() + ")");
    }

    private static int place(Finding finding, String action, ActionOrder order) {
        List<Remedy> remedies = finding.remedies();
        for (int place = 0; place < remedies.size(); place++) {
            Remedy remedy = remedies.get(place);
            if (remedy.action().equals(action) && ApprovalParameters.isCompletion(remedy, order.parameters())) {
                return place;
            }
        }
        return -1;
    }
}
