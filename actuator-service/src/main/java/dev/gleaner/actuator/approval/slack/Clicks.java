package dev.gleaner.actuator.approval.slack;

import dev.gleaner.actuator.approval.Decisions;
import dev.gleaner.actuator.approval.NotAccepted;
import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.execution.Worker;
import dev.gleaner.contracts.audit.AuditEntry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Clicks become decisions: whether a request was seen, the decision and its audit are one transaction. */
@ApplicationScoped
class Clicks {

    private final Mutiny.SessionFactory sessions;
    private final SeenRequests seen;
    private final SlackApprovers approvers;
    private final Decisions decisions;
    private final Outbox outbox;
    private final Replies replies;
    private final AuditChain audit;
    private final Worker worker;

    Clicks(
            Mutiny.SessionFactory sessions,
            SeenRequests seen,
            SlackApprovers approvers,
            Decisions decisions,
            Outbox outbox,
            Replies replies,
            AuditChain audit,
            Worker worker) {
        this.sessions = sessions;
        this.seen = seen;
        this.approvers = approvers;
        this.decisions = decisions;
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
        if (!approvers.mayDecide(click)) {
            return audit.append(session, refusal(click)).replaceWith(Answer::mayNot);
        }
        return outbox.clicked(session, click, replies.accepted(click.responseUrl()))
                .chain(() -> decisions.take(session, click.finding(), click.decision(), click.user()))
                .map(Answer::of)
                .onFailure(NotAccepted.class)
                .recoverWithItem(problem -> Answer.notAccepted((NotAccepted) problem));
    }

    private static AuditDraft refusal(Click click) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("decision", click.decision().decision());
        detail.put("remedy", click.decision().remedy());
        detail.put("plan", click.decision().plan());
        detail.put("reason", "not an approver");
        return new AuditDraft(AuditDraft.user(click.user()), AuditEntry.Kind.REFUSED, click.finding(), null, detail);
    }
}
