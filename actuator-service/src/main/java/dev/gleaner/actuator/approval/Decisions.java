package dev.gleaner.actuator.approval;

import dev.gleaner.actuator.action.ActionRegistry;
import dev.gleaner.actuator.approval.exemption.Exemptions;
import dev.gleaner.actuator.approval.policy.Policy;
import dev.gleaner.actuator.approval.policy.Requirement;
import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.aws.resource.ResourceSnapshot;
import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.actuator.execution.Action;
import dev.gleaner.actuator.execution.ActionRepository;
import dev.gleaner.actuator.execution.ActionWorker;
import dev.gleaner.actuator.execution.Approval;
import dev.gleaner.actuator.proposal.Changes;
import dev.gleaner.actuator.proposal.FindingRow;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.actuator.proposal.Target;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.audit.Decision;
import dev.gleaner.contracts.finding.Finding;
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
 * Takes decisions, one at a time per target: the proposal's row lock is what makes two clicks one action
 * (runatlantis/atlantis#2148).
 */
@ApplicationScoped
public class Decisions {

    private final Mutiny.SessionFactory sessions;
    private final ActionRepository actions;
    private final ActionRegistry known;
    private final Changes changes;
    private final TwoPeople twoPeople;
    private final Policy policy;
    private final KeepCheck keep;
    private final Exemptions exemptions;
    private final AuditChain audit;
    private final ActionWorker worker;

    Decisions(
            Mutiny.SessionFactory sessions,
            ActionRepository actions,
            ActionRegistry known,
            Changes changes,
            TwoPeople twoPeople,
            Policy policy,
            KeepCheck keep,
            Exemptions exemptions,
            AuditChain audit,
            ActionWorker worker) {
        this.sessions = sessions;
        this.actions = actions;
        this.known = known;
        this.changes = changes;
        this.twoPeople = twoPeople;
        this.policy = policy;
        this.keep = keep;
        this.exemptions = exemptions;
        this.audit = audit;
        this.worker = worker;
    }

    /** Takes what a person decided on a finding; the same again gives the same. Fails with {@link NotAccepted}. */
    public Uni<DecisionOutcome> take(String findingId, Decision decision, Identity identity) {
        return sessions.withTransaction(session -> take(session, findingId, decision, identity)
                        .map(Taken::as)
                        // What was refused is in the audit, so the transaction has to end well.
                        .onFailure(NotAccepted.class)
                        .recoverWithItem(problem -> Taken.not((NotAccepted) problem)))
                .map(Taken::orThrow)
                .invoke(worker::wake);
    }

    /** The same in the caller's transaction. With {@link NotAccepted} the audit alone has changed, so that may go on. */
    public Uni<DecisionOutcome> take(Mutiny.Session session, String findingId, Decision decision, Identity identity) {
        return Uni.createFrom()
                .item(() -> Decider.person(identity))
                .flatMap(person -> take(session, findingId, decision, person));
    }

    /** The same for whoever decides. */
    Uni<DecisionOutcome> take(Mutiny.Session session, String findingId, Decision decision, Decider decider) {
        return session.find(FindingRow.class, findingId)
                .onItem()
                .ifNull()
                .failWith(() -> new NotAccepted(NotAccepted.Why.UNKNOWN_FINDING, "there is no finding " + findingId))
                .flatMap(row -> take(session, row, decision, decider));
    }

    /** Whether a remedy of a finding can be done from here. */
    public boolean canDo(Finding finding, Remedy remedy) {
        return known.remedy(remedy.action(), Target.of(finding.resource())).isPresent();
    }

    private Uni<DecisionOutcome> take(Mutiny.Session session, FindingRow row, Decision decision, Decider decider) {
        return waiting(session, row, decision).flatMap(waiting -> take(session, row, waiting, decision, decider));
    }

    /** What a no would withdraw; its lock comes before that of the proposal, as actuators take them. */
    private Uni<Optional<Action>> waiting(Mutiny.Session session, FindingRow row, Decision decision) {
        return decision.decision() == Decision.Kind.REJECT
                ? actions.findWaiting(session, row.id())
                : Uni.createFrom().item(Optional.empty());
    }

    private Uni<DecisionOutcome> take(
            Mutiny.Session session, FindingRow row, Optional<Action> waiting, Decision decision, Decider decider) {
        return session.find(Proposal.class, row.target(), LockModeType.PESSIMISTIC_WRITE)
                .onItem()
                .ifNull()
                .failWith(() -> NotAccepted.stale("the finding was never open, so there is nothing to decide"))
                // Read again under the lock: what was read before it may be old.
                .call(() -> session.refresh(row))
                .flatMap(proposal -> DatabaseClock.now(session)
                        .flatMap(
                                now -> new Taking(session, new Question(row, proposal, decision, now), waiting, decider)
                                        .take()));
    }

    /** One decision on its way. */
    private final class Taking {

        private final Mutiny.Session session;
        private final Question question;
        private final Optional<Action> waiting;
        private final FindingRow row;
        private final Decision decision;
        private final Decider decider;
        private final String planKey;

        Taking(Mutiny.Session session, Question question, Optional<Action> waiting, Decider decider) {
            this.session = session;
            this.question = question;
            this.waiting = waiting.filter(question::isAnsweredBy);
            this.row = question.row();
            this.decision = question.decision();
            this.decider = decider;
            this.planKey = question.planKey();
        }

        Uni<DecisionOutcome> take() {
            return DecisionLog.earlier(session, row.id(), planKey, decider.identity(), decision)
                    .flatMap(earlier -> earlier.map(this::again).orElseGet(this::anew));
        }

        private Uni<DecisionOutcome> again(DecisionLog.Earlier earlier) {
            if (earlier.action() != null) {
                return session.find(Action.class, earlier.action()).map(Decisions::outcome);
            }
            return decision.decision() == Decision.Kind.APPROVE
                    ? existing()
                            .flatMap(action -> action.map(Decisions::outcome)
                                    .map(outcome -> Uni.createFrom().item(outcome))
                                    .orElseGet(() -> approve(true)))
                    : Uni.createFrom().item(resting());
        }

        private Uni<Optional<Action>> existing() {
            return actions.findByPlan(session, row.id(), planKey);
        }

        private Uni<DecisionOutcome> anew() {
            if (decision.decision() == Decision.Kind.APPROVE) {
                return existing().flatMap(existing -> existing.map(this::join).orElseGet(() -> approve(false)));
            }
            if (waiting.isPresent()) {
                return withdraw(waiting.get());
            }
            keep.check(
                    row.finding(), question.proposal().planned().map(ResourceSnapshot::tags), decision, question.now());
            question.rest();
            return exemptions
                    .follow(session, row.finding(), decision, decider.identity(), question.now())
                    .chain(session::flush)
                    .chain(() -> record(null, null, null))
                    .replaceWith(this::resting);
        }

        /** A no to what was approved, and for which AWS was not called: it never will be. */
        private Uni<DecisionOutcome> withdraw(Action action) {
            return actions.withdraw(session, action, decider.identity(), decision.reason(), question.now())
                    .chain(() ->
                            exemptions.follow(session, row.finding(), decision, decider.identity(), question.now()))
                    .chain(session::flush)
                    .chain(() -> record(action.id(), null, null))
                    .replaceWith(() -> outcome(action));
        }

        private Uni<DecisionOutcome> join(Action action) {
            return record(action.id(), null, null).replaceWith(() -> outcome(action));
        }

        /** Judged by the policy as it is now, whatever held when it or another yes was said. */
        private Uni<DecisionOutcome> approve(boolean isKnown) {
            question.requireShown();
            Remedy remedy = question.remedy();
            if (!canDo(row.finding(), remedy)) {
                throw new NotAccepted(
                        NotAccepted.Why.NO_SUCH_ACTION,
                        "remedy " + decision.remedy() + " is " + remedy.action() + ", which can't be done from here");
            }
            question.proposal()
                    .planned()
                    .map(planned -> changes.problems(row.finding(), planned).get(decision.remedy()))
                    .ifPresent(problem -> {
                        throw new NotAccepted(
                                NotAccepted.Why.IMPOSSIBLE, remedy.action() + " can't be done: " + problem);
                    });
            Vote vote = new Vote(policy.requirement(row.finding(), remedy, question.tags()), decider, decision);
            return vote.objection()
                    .map(problem -> refuse(vote, problem))
                    .orElseGet(() -> DecisionLog.approvers(session, row.id(), planKey, decision.remedy())
                            .flatMap(earlier -> count(vote, vote.with(earlier), remedy, isKnown)));
        }

        private Uni<DecisionOutcome> count(Vote vote, Set<Identity> said, Remedy remedy, boolean isKnown) {
            if (twoPeople.count(said) >= vote.required().people()) {
                return act(vote.required(), remedy, said);
            }
            String approvals = approvals(said, vote.required());
            Uni<Void> record = isKnown ? Uni.createFrom().voidItem() : record(null, approvals, vote.required());
            return record.replaceWith(() -> waiting(approvals));
        }

        private Uni<DecisionOutcome> refuse(Vote vote, NotAccepted problem) {
            Map<String, @Nullable Object> detail = detail(null, vote.required());
            detail.put("refused", problem.getMessage());
            detail.put("place", vote.required().place());
            return audit.append(
                            session,
                            new AuditDraft(decider.actor(), AuditEntry.Kind.REFUSED, row.id(), row.target(), detail))
                    .chain(() -> Uni.createFrom().failure(problem));
        }

        private Uni<DecisionOutcome> act(Requirement required, Remedy remedy, Collection<Identity> said) {
            boolean alone = required.people() == 1;
            question.proposal().approve();
            return actions.approve(session, approval(remedy, alone ? decider.identity() : names(said)), question.now())
                    .call(action -> record(action.id(), alone ? null : approvals(said, required), required))
                    .map(Decisions::outcome);
        }

        private static String names(Collection<Identity> said) {
            return said.stream().map(Identity::name).distinct().collect(Collectors.joining(", "));
        }

        private String approvals(Collection<Identity> said, Requirement required) {
            return twoPeople.count(said) + " of " + required.people();
        }

        private Approval approval(Remedy remedy, String approvers) {
            return new Approval(
                    remedy.action(),
                    remedy.parameters(),
                    row.target(),
                    row.id(),
                    row.version(),
                    planKey,
                    question.proposal().round(),
                    question.proposal().planned().orElseThrow(),
                    question.proposal().expiresAt().orElseThrow(),
                    actions.isDryRun(),
                    approvers);
        }

        private DecisionOutcome resting() {
            return waiting(null);
        }

        private DecisionOutcome waiting(@Nullable String approvals) {
            return new DecisionOutcome(null, question.proposal().state().text(), actions.isDryRun(), approvals);
        }

        private Uni<Void> record(@Nullable String action, @Nullable String approvals, @Nullable Requirement required) {
            Map<String, @Nullable Object> detail = detail(action, required);
            if (approvals != null) {
                detail.put("approvals", approvals);
            }
            AuditDraft entry = new AuditDraft(decider.actor(), AuditEntry.Kind.DECIDED, row.id(), row.target(), detail);
            return DecisionLog.keep(session, row.id(), planKey, decider, decision, action)
                    .chain(() -> audit.append(session, entry));
        }

        private Map<String, @Nullable Object> detail(@Nullable String action, @Nullable Requirement required) {
            Map<String, @Nullable Object> detail = new LinkedHashMap<>();
            detail.put("decision", decision.decision());
            detail.put("remedy", decision.remedy());
            detail.put("plan", decision.plan());
            detail.put("reason", decision.reason());
            detail.put("until", decision.until());
            detail.put("action", action);
            if (required != null) {
                detail.put("rule", required.rule());
                detail.put("policy", policy.version());
            }
            return detail;
        }
    }

    /** What a decision came to, as a value. */
    private record Taken(
            @Nullable DecisionOutcome outcome, @Nullable NotAccepted problem) {

        static Taken as(DecisionOutcome outcome) {
            return new Taken(outcome, null);
        }

        static Taken not(NotAccepted problem) {
            return new Taken(null, problem);
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
