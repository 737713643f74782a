package dev.gleaner.actuator.approval.slack;

import dev.gleaner.actuator.approval.Decisions;
import dev.gleaner.actuator.approval.Identity;
import dev.gleaner.actuator.approval.NotAccepted;
import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.execution.ActionRepository;
import dev.gleaner.actuator.execution.ActionWorker;
import dev.gleaner.actuator.proposal.FindingRow;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.finding.Finding;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Clicks become decisions, or take actions back: whether a request was seen, what comes of it and its audit are one
 * transaction.
 */
@ApplicationScoped
class Clicks {

    private final Mutiny.SessionFactory sessions;
    private final SeenRequests seen;
    private final SlackApprovers approvers;
    private final Channels channels;
    private final Decisions decisions;
    private final ActionRepository actions;
    private final Outbox outbox;
    private final Replies replies;
    private final AuditChain audit;
    private final ActionWorker worker;

    Clicks(
            Mutiny.SessionFactory sessions,
            SeenRequests seen,
            SlackApprovers approvers,
            Channels channels,
            Decisions decisions,
            ActionRepository actions,
            Outbox outbox,
            Replies replies,
            AuditChain audit,
            ActionWorker worker) {
        this.sessions = sessions;
        this.seen = seen;
        this.approvers = approvers;
        this.channels = channels;
        this.decisions = decisions;
        this.actions = actions;
        this.outbox = outbox;
        this.replies = replies;
        this.audit = audit;
        this.worker = worker;
    }

    /** Takes a click; the same request again gives the same answer and changes nothing. */
    Uni<Answer> take(String signature, Click click) {
        return sessions.withTransaction(session -> seen.isFirst(session, signature)
                        .flatMap(first -> first
                                ? answer(session, click).call(answer -> seen.keep(session, signature, answer))
                                : seen.answer(session, signature)))
                .invoke(worker::wake);
    }

    private Uni<Answer> answer(Mutiny.Session session, Click click) {
        if (!approvers.may(click)) {
            return click.wish() instanceof Wish.Undo
                    ? refused(session, click, "not an operator").replaceWith(Answer::mayNotUndo)
                    : refused(session, click, "not an approver").replaceWith(Answer::mayNot);
        }
        return isInItsChannel(session, click)
                .flatMap(holds -> holds
                        ? outbox.clicked(session, click, replies.accepted(click.responseUrl()))
                                .chain(() -> granted(session, click))
                        : refused(session, click, "not in the owner's channel").replaceWith(Answer::elsewhere));
    }

    /** Owners are asked in their channels: what is clicked elsewhere does not count. */
    private Uni<Boolean> isInItsChannel(Mutiny.Session session, Click click) {
        return session.find(FindingRow.class, click.finding())
                .flatMap(row -> row == null
                        ? Uni.createFrom().item(true)
                        : session.find(Proposal.class, row.target())
                                .map(proposal -> channels.counts(owner(row, proposal), click.channel())));
    }

    private static Finding.Owner owner(FindingRow row, @Nullable Proposal proposal) {
        return CurrentOwner.of(row.finding(), Optional.ofNullable(proposal).flatMap(Proposal::planned));
    }

    private Uni<Answer> granted(Mutiny.Session session, Click click) {
        if (click.wish() instanceof Wish.Decide decide) {
            return decisions
                    .take(session, click.finding(), decide.decision(), new Identity(click.user(), Identity.SLACK))
                    .map(Answer::of)
                    .onFailure(NotAccepted.class)
                    .recoverWithItem(problem -> Answer.nothing(problem));
        }
        return click.wish() instanceof Wish.Undo undo ? undo(session, click, undo) : ask(session, click);
    }

    /** The action has to be one on what the button is about, whose owner was looked at. */
    private Uni<Answer> undo(Mutiny.Session session, Click click, Wish.Undo undo) {
        return session.createNativeQuery("select finding_id from action where id = :id", String.class)
                .setParameter("id", undo.action())
                .getSingleResultOrNull()
                .flatMap(finding -> click.finding().equals(finding)
                        ? actions.undo(session, undo.action(), click.user())
                                .map(Answer::undo)
                                .onFailure(ActionRepository.NotUndoableException.class)
                                .recoverWithItem(problem -> Answer.nothing(problem))
                        : Uni.createFrom().item(Answer.unknownAction()));
    }

    private Uni<Answer> ask(Mutiny.Session session, Click click) {
        return outbox.want(session, click.finding()).map(Answer::ask);
    }

    private Uni<Void> refused(Mutiny.Session session, Click click, String why) {
        Map<String, @Nullable Object> detail = click.wish().detail();
        detail.put("reason", why);
        return audit.append(
                session,
                new AuditDraft(AuditDraft.user(click.user()), AuditEntry.Kind.REFUSED, click.finding(), null, detail));
    }
}
