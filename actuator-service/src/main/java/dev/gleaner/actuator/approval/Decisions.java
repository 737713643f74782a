package dev.gleaner.actuator.approval;

import dev.gleaner.actuator.action.ResourceActions;
import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.actuator.execution.Action;
import dev.gleaner.actuator.execution.Actions;
import dev.gleaner.actuator.execution.Approval;
import dev.gleaner.actuator.execution.Worker;
import dev.gleaner.actuator.proposal.FindingRow;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.actuator.proposal.Target;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.decision.Decision;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Takes decisions, one at a time per target: the proposal's row lock is what makes two clicks one action
 * (runatlantis/atlantis#2148).
 */
@ApplicationScoped
public class Decisions {

    private final Mutiny.SessionFactory sessions;
    private final Actions actions;
    private final ResourceActions known;
    private final TwoPeople twoPeople;
    private final AuditChain audit;
    private final Worker worker;

    Decisions(
            Mutiny.SessionFactory sessions,
            Actions actions,
            ResourceActions known,
            TwoPeople twoPeople,
            AuditChain audit,
            Worker worker) {
        this.sessions = sessions;
        this.actions = actions;
        this.known = known;
        this.twoPeople = twoPeople;
        this.audit = audit;
        this.worker = worker;
    }

    /** Takes what a person decided on a finding; the same again gives the same. Fails with {@link NotAccepted}. */
    public Uni<DecisionOutcome> take(String findingId, Decision decision, String identity) {
        return sessions.withTransaction(session -> take(session, findingId, decision, identity))
                .invoke(worker::wake);
    }

    /** The same in the caller's transaction. With {@link NotAccepted} nothing has changed, so that may go on. */
    public Uni<DecisionOutcome> take(Mutiny.Session session, String findingId, Decision decision, String identity) {
        return session.find(FindingRow.class, findingId)
                .onItem()
                .ifNull()
                .failWith(() -> new NotAccepted(NotAccepted.Why.UNKNOWN_FINDING, "there is no finding " + findingId))
                .flatMap(row -> take(session, row, decision, identity));
    }

    /** Whether a remedy of a finding can be done from here. */
    public boolean canDo(Finding finding, Remedy remedy) {
        return known.remedy(remedy.action(), Target.of(finding.resource())).isPresent();
    }

    private Uni<DecisionOutcome> take(Mutiny.Session session, FindingRow row, Decision decision, String identity) {
        return session.find(Proposal.class, row.target(), LockModeType.PESSIMISTIC_WRITE)
                .onItem()
                .ifNull()
                .failWith(() -> NotAccepted.stale("the finding was never open, so there is nothing to decide"))
                // Read again under the lock: what was read before it may be old.
                .call(() -> session.refresh(row))
                .flatMap(proposal -> DatabaseClock.now(session)
                        .flatMap(now ->
                                new Taking(session, new Question(row, proposal, decision, now), identity).take()));
    }

    /** One decision on its way. */
    private final class Taking {

        private final Mutiny.Session session;
        private final Question question;
        private final FindingRow row;
        private final Decision decision;
        private final String identity;
        private final String planKey;

        Taking(Mutiny.Session session, Question question, String identity) {
            this.session = session;
            this.question = question;
            this.row = question.row();
            this.decision = question.decision();
            this.identity = identity;
            this.planKey = question.planKey();
        }

        Uni<DecisionOutcome> take() {
            return DecisionLog.earlier(session, row.id(), planKey, identity, decision)
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
                                    .orElseGet(this::stillWaiting))
                    : Uni.createFrom().item(resting());
        }

        private Uni<Optional<Action>> existing() {
            return actions.ofPlan(session, row.id(), planKey);
        }

        /** This person said yes already, and a second one has not so far. */
        private Uni<DecisionOutcome> stillWaiting() {
            question.requireShown();
            int needed = twoPeople.needed(row.finding(), question.remedy());
            return DecisionLog.approvers(session, row.id(), planKey, decision.remedy())
                    .map(said -> waiting(approvals(said, needed)));
        }

        private Uni<DecisionOutcome> anew() {
            if (decision.decision() == Decision.Kind.APPROVE) {
                return existing().flatMap(existing -> existing.map(this::join).orElseGet(this::approve));
            }
            question.rest();
            return session.flush().chain(() -> record(null, null)).replaceWith(this::resting);
        }

        private Uni<DecisionOutcome> join(Action action) {
            return record(action.id(), null).replaceWith(() -> outcome(action));
        }

        private Uni<DecisionOutcome> approve() {
            question.requireShown();
            Remedy remedy = question.remedy();
            if (!canDo(row.finding(), remedy)) {
                throw new NotAccepted(
                        NotAccepted.Why.NO_SUCH_ACTION,
                        "remedy " + decision.remedy() + " is " + remedy.action() + ", which can't be done from here");
            }
            int needed = twoPeople.needed(row.finding(), remedy);
            return DecisionLog.approvers(session, row.id(), planKey, decision.remedy())
                    .map(this::withThisOne)
                    .flatMap(said ->
                            twoPeople.count(said) < needed ? waitForAnother(said, needed) : act(remedy, said, needed));
        }

        private Set<String> withThisOne(List<String> earlier) {
            Set<String> all = new LinkedHashSet<>(earlier);
            all.add(identity);
            return all;
        }

        private Uni<DecisionOutcome> waitForAnother(Collection<String> said, int needed) {
            String approvals = approvals(said, needed);
            return record(null, approvals).replaceWith(() -> waiting(approvals));
        }

        private Uni<DecisionOutcome> act(Remedy remedy, Collection<String> said, int needed) {
            question.proposal().approve();
            return actions.approve(
                            session, approval(remedy, needed == 1 ? identity : String.join(", ", said)), question.now())
                    .call(action -> record(action.id(), needed == 1 ? null : approvals(said, needed)))
                    .map(Decisions::outcome);
        }

        private String approvals(Collection<String> said, int needed) {
            return twoPeople.count(said) + " of " + needed;
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

        private Uni<Void> record(@Nullable String action, @Nullable String approvals) {
            return DecisionLog.keep(session, row.id(), planKey, identity, decision, action)
                    .chain(() -> audit.append(session, entry(action, approvals)));
        }

        private AuditDraft entry(@Nullable String action, @Nullable String approvals) {
            Map<String, @Nullable Object> detail = new LinkedHashMap<>();
            detail.put("decision", decision.decision());
            detail.put("remedy", decision.remedy());
            detail.put("plan", decision.plan());
            detail.put("reason", decision.reason());
            detail.put("until", decision.until());
            detail.put("action", action);
            if (approvals != null) {
                detail.put("approvals", approvals);
            }
            return new AuditDraft(AuditDraft.user(identity), AuditEntry.Kind.DECIDED, row.id(), row.target(), detail);
        }
    }

    private static DecisionOutcome outcome(Action action) {
        return new DecisionOutcome(action.id(), action.state().text(), action.dryRun(), null);
    }
}
