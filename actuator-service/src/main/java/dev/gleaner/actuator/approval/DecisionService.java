package dev.gleaner.actuator.approval;

import dev.gleaner.actuator.approval.exemption.ExemptionService;
import dev.gleaner.actuator.approval.policy.ApprovalRequirement;
import dev.gleaner.actuator.approval.policy.ApproverIdentity;
import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.actuator.database.RequestTransaction;
import dev.gleaner.actuator.execution.Action;
import dev.gleaner.actuator.execution.ActionService;
import dev.gleaner.actuator.execution.Approval;
import dev.gleaner.actuator.proposal.FindingRow;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.actuator.proposal.RemedyPreview;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.audit.Decision;
import dev.gleaner.contracts.finding.Remedy;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Takes decisions, one at a time per target: under the row lock of the proposal, two clicks create one action.
 */
@ApplicationScoped
public class DecisionService {

    private final RequestTransaction requests;
    private final RemedyPreview remedyPreview;
    private final ApprovalRequirements requirements;
    private final KeepDecisionValidator keep;
    private final ExemptionService exemptions;
    private final AuditChain audit;
    private final ActionService actionService;

    DecisionService(
            RequestTransaction requests,
            RemedyPreview remedyPreview,
            ApprovalRequirements requirements,
            KeepDecisionValidator keep,
            ExemptionService exemptions,
            AuditChain audit,
            ActionService actionService) {
        this.requests = requests;
        this.remedyPreview = remedyPreview;
        this.requirements = requirements;
        this.keep = keep;
        this.exemptions = exemptions;
        this.audit = audit;
        this.actionService = actionService;
    }

    /**
     * Takes the decision of a person on a finding; a repetition returns the same outcome. Fails with
     * {@link DecisionNotAcceptedException}.
     */
    public Uni<DecisionOutcome> decide(String findingId, Decision decision, ApproverIdentity identity) {
        return requests.change(session -> decide(session, findingId, decision, identity)
                        .map(Result::accepted)
                        // The refusal is in the audit, so the transaction has to commit.
                        .onFailure(DecisionNotAcceptedException.class)
                        .recoverWithItem(problem -> Result.rejected((DecisionNotAcceptedException) problem)))
                .map(Result::orThrow)
                .invoke(actionService::triggerExecution);
    }

    /**
     * The same in the caller's transaction, which may continue after {@link DecisionNotAcceptedException}: only the audit has
     * changed then.
     */
    public Uni<DecisionOutcome> decide(
            Mutiny.Session session, String findingId, Decision decision, ApproverIdentity identity) {
        return Uni.createFrom()
                .item(() -> DecisionMaker.person(identity))
                .flatMap(person -> decide(session, findingId, decision, person));
    }

    /** The same for a person or a rule of the policy. */
    Uni<DecisionOutcome> decide(
            Mutiny.Session session, String findingId, Decision decision, DecisionMaker decisionMaker) {
        return session.find(FindingRow.class, findingId)
                .onItem()
                .ifNull()
                .failWith(() -> new DecisionNotAcceptedException(
                        DecisionNotAcceptedException.Why.UNKNOWN_FINDING, "there is no finding " + findingId))
                .flatMap(row -> decide(session, row, decision, decisionMaker));
    }

    private Uni<DecisionOutcome> decide(
            Mutiny.Session session, FindingRow row, Decision decision, DecisionMaker decisionMaker) {
        return waiting(session, row, decision)
                .flatMap(waiting -> decide(session, row, waiting, decision, decisionMaker));
    }

    /** Locks the action that a rejection would withdraw; before the proposal, as everywhere. */
    private Uni<Optional<Action>> waiting(Mutiny.Session session, FindingRow row, Decision decision) {
        return decision.decision() == Decision.Kind.REJECT
                ? actionService.findWaiting(session, row.id())
                : Uni.createFrom().item(Optional.empty());
    }

    private Uni<DecisionOutcome> decide(
            Mutiny.Session session,
            FindingRow row,
            Optional<Action> waiting,
            Decision decision,
            DecisionMaker decisionMaker) {
        return session.find(Proposal.class, row.target(), LockModeType.PESSIMISTIC_WRITE)
                .onItem()
                .ifNull()
                .failWith(() ->
                        DecisionNotAcceptedException.stale("the finding was never open, so there is nothing to decide"))
                // Read again under the lock.
                .call(() -> session.refresh(row))
                .flatMap(proposal -> DatabaseClock.now(session)
                        .flatMap(now -> new DecisionInProgress(
                                        session,
                                        new DecisionRequest(row, proposal, decision, now),
                                        waiting,
                                        decisionMaker)
                                .process()));
    }

    /** One decision while it is processed. */
    private final class DecisionInProgress {

        private final Mutiny.Session session;
        private final DecisionRequest decisionRequest;
        private final Optional<Action> waiting;
        private final FindingRow row;
        private final Decision decision;
        private final DecisionMaker decisionMaker;
        private final String planKey;
        private final ApprovalParameters entered;

        DecisionInProgress(
                Mutiny.Session session,
                DecisionRequest decisionRequest,
                Optional<Action> waiting,
                DecisionMaker decisionMaker) {
            this.session = session;
            this.decisionRequest = decisionRequest;
            this.waiting = waiting.filter(decisionRequest::isAnsweredBy);
            this.row = decisionRequest.row();
            this.decision = decisionRequest.decision();
            this.decisionMaker = decisionMaker;
            this.planKey = decisionRequest.planKey();
            this.entered = decisionRequest.entered();
        }

        Uni<DecisionOutcome> process() {
            return DecisionRepository.findEarlier(session, row.id(), planKey, decisionMaker.identity(), decision)
                    .flatMap(earlier -> earlier.map(this::repeatEarlier).orElseGet(this::processNew));
        }

        private Uni<DecisionOutcome> repeatEarlier(DecisionRepository.Earlier earlier) {
            if (earlier.action() != null) {
                return session.find(Action.class, earlier.action()).map(DecisionService::outcome);
            }
            return decision.decision() == Decision.Kind.APPROVE
                    ? existing()
                            .flatMap(action -> action.map(DecisionService::outcome)
                                    .map(outcome -> Uni.createFrom().item(outcome))
                                    .orElseGet(() -> approve(true)))
                    : Uni.createFrom().item(resting());
        }

        private Uni<Optional<Action>> existing() {
            return actionService.findByPlan(session, row.id(), planKey);
        }

        private Uni<DecisionOutcome> processNew() {
            if (decision.decision() == Decision.Kind.APPROVE) {
                return existing().flatMap(existing -> existing.map(this::join).orElseGet(() -> approve(false)));
            }
            if (waiting.isPresent()) {
                return withdraw(waiting.get());
            }
            keep.check(
                    row.finding(),
                    decisionRequest.proposal().planned().map(ResourceSnapshot::tags),
                    decision,
                    decisionRequest.now());
            decisionRequest.settleProposal();
            return exemptions
                    .applyDecision(session, row.finding(), decision, decisionMaker.identity(), decisionRequest.now())
                    .chain(session::flush)
                    .chain(() -> record(null, null, null))
                    .replaceWith(this::resting);
        }

        /** Rejects what was approved and not sent to AWS yet: the action is withdrawn. */
        private Uni<DecisionOutcome> withdraw(Action action) {
            return actionService
                    .withdraw(session, action, decisionMaker.identity(), decision.reason(), decisionRequest.now())
                    .chain(() -> exemptions.applyDecision(
                            session, row.finding(), decision, decisionMaker.identity(), decisionRequest.now()))
                    .chain(session::flush)
                    .chain(() -> record(action.id(), null, null))
                    .replaceWith(() -> outcome(action));
        }

        private Uni<DecisionOutcome> join(Action action) {
            return record(action.id(), null, null).replaceWith(() -> outcome(action));
        }

        /** Approves by the policy in force now, whatever was in force at earlier approvals. */
        private Uni<DecisionOutcome> approve(boolean isKnown) {
            decisionRequest.requireApprovable();
            Remedy proposed = decisionRequest.remedy();
            if (!remedyPreview.isExecutable(row.finding(), proposed)) {
                throw new DecisionNotAcceptedException(
                        DecisionNotAcceptedException.Why.NO_SUCH_ACTION,
                        "remedy " + decision.remedy() + " is " + proposed.action() + ", which can't be done from here");
            }
            return requirements
                    .find(session, row.finding(), proposed, decisionRequest.proposal())
                    .map(required -> new DecisionRequest.ApprovalVote(required, decisionMaker, decision))
                    .flatMap(vote -> vote.objection()
                            .map(problem -> refuse(vote, problem))
                            .orElseGet(() -> count(vote, complete(proposed), isKnown)));
        }

        private Uni<DecisionOutcome> count(DecisionRequest.ApprovalVote vote, Remedy remedy, boolean isKnown) {
            return DecisionRepository.findApprovers(session, row.id(), planKey, decision.remedy())
                    .flatMap(earlier -> count(vote, vote.approversWith(earlier), remedy, isKnown));
        }

        /** Returns the remedy with what was entered; throws {@link DecisionNotAcceptedException} if it can't be applied. */
        private Remedy complete(Remedy proposed) {
            ResourceSnapshot planned = decisionRequest.proposal().planned().orElseThrow();
            entered.requireFor(
                    proposed.action(),
                    remedyPreview.enteredParameters(row.finding(), proposed, planned),
                    decisionMaker);
            Remedy completed = entered.complete(proposed);
            remedyPreview.problem(row.finding(), proposed, completed, planned).ifPresent(problem -> {
                throw new DecisionNotAcceptedException(
                        DecisionNotAcceptedException.Why.IMPOSSIBLE, proposed.action() + " can't be done: " + problem);
            });
            return completed;
        }

        private Uni<DecisionOutcome> count(
                DecisionRequest.ApprovalVote vote, Set<ApproverIdentity> approvers, Remedy remedy, boolean isKnown) {
            if (requirements.countDistinctPeople(approvers) >= vote.required().people()) {
                return createAction(vote.required(), remedy, approvers);
            }
            String approvals = approvals(approvers, vote.required());
            Uni<Void> record = isKnown ? Uni.createFrom().voidItem() : record(null, approvals, vote.required());
            return record.replaceWith(() -> waiting(approvals));
        }

        private Uni<DecisionOutcome> refuse(DecisionRequest.ApprovalVote vote, DecisionNotAcceptedException problem) {
            Map<String, @Nullable Object> detail = detail(null, vote.required());
            detail.put("refused", problem.getMessage());
            detail.put("place", vote.required().ruleLocation());
            return audit.append(
                            session,
                            new AuditDraft(
                                    decisionMaker.actor(), AuditEntry.Kind.REFUSED, row.id(), row.target(), detail))
                    .chain(() -> Uni.createFrom().failure(problem));
        }

        private Uni<DecisionOutcome> createAction(
                ApprovalRequirement required, Remedy remedy, Collection<ApproverIdentity> approvers) {
            boolean alone = required.people() == 1;
            decisionRequest.proposal().approve();
            return actionService
                    .approve(
                            session,
                            approval(remedy, alone ? decisionMaker.identity() : names(approvers)),
                            decisionRequest.now())
                    .call(action -> record(action.id(), alone ? null : approvals(approvers, required), required))
                    .map(DecisionService::outcome);
        }

        private static String names(Collection<ApproverIdentity> approvers) {
            return approvers.stream().map(ApproverIdentity::name).distinct().collect(Collectors.joining(", "));
        }

        private String approvals(Collection<ApproverIdentity> approvers, ApprovalRequirement required) {
            return requirements.countDistinctPeople(approvers) + " of " + required.people();
        }

        private Approval approval(Remedy remedy, String approvers) {
            return new Approval(
                    remedy.action(),
                    remedy.parameters(),
                    row.target(),
                    row.id(),
                    row.version(),
                    planKey,
                    decisionRequest.proposal().round(),
                    decisionRequest.proposal().planned().orElseThrow(),
                    decisionRequest.proposal().expiresAt().orElseThrow(),
                    actionService.isDryRun(),
                    approvers,
                    remedy.savingOr(row.finding().saving()),
                    remedy.idleness());
        }

        private DecisionOutcome resting() {
            return waiting(null);
        }

        private DecisionOutcome waiting(@Nullable String approvals) {
            return new DecisionOutcome(
                    null, decisionRequest.proposal().state().text(), actionService.isDryRun(), approvals);
        }

        private Uni<Void> record(
                @Nullable String action, @Nullable String approvals, @Nullable ApprovalRequirement required) {
            Map<String, @Nullable Object> detail = detail(action, required);
            if (approvals != null) {
                detail.put("approvals", approvals);
            }
            AuditDraft entry =
                    new AuditDraft(decisionMaker.actor(), AuditEntry.Kind.DECIDED, row.id(), row.target(), detail);
            return DecisionRepository.save(session, row.id(), planKey, decisionMaker, decision, action)
                    .chain(() -> audit.append(session, entry));
        }

        private Map<String, @Nullable Object> detail(@Nullable String action, @Nullable ApprovalRequirement required) {
            Map<String, @Nullable Object> detail = new LinkedHashMap<>();
            detail.put("decision", decision.decision());
            detail.put("remedy", decision.remedy());
            detail.put("plan", decision.plan());
            if (!entered.isEmpty()) {
                detail.put("parameters", entered.values());
                detail.put("completed", planKey);
            }
            detail.put("reason", decision.reason());
            detail.put("until", decision.until());
            detail.put("action", action);
            if (required != null) {
                detail.put("rule", required.rule());
                detail.put("policy", requirements.version());
            }
            return detail;
        }
    }

    /** Outcome or refusal of a decision. */
    private record Result(
            @Nullable DecisionOutcome outcome, @Nullable DecisionNotAcceptedException problem) {

        static Result accepted(DecisionOutcome outcome) {
            return new Result(outcome, null);
        }

        static Result rejected(DecisionNotAcceptedException problem) {
            return new Result(null, problem);
        }

        DecisionOutcome orThrow() {
            if (problem != null) {
                throw problem;
            }
            return Objects.requireNonNull(outcome);
        }
    }

    private static DecisionOutcome outcome(Action action) {
        return new DecisionOutcome(action.id(), action.state().text(), action.dryRun(), null);
    }
}
