package dev.gleaner.actuator.approval.slack.outbound;

import dev.gleaner.actuator.approval.AutoApprovalNotices;
import dev.gleaner.actuator.approval.slack.client.MessageTransport;
import dev.gleaner.actuator.approval.slack.client.PostOnce;
import dev.gleaner.actuator.approval.slack.client.SlackCallException;
import dev.gleaner.actuator.approval.slack.format.MessageRenderer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Has the one message about a resource tell how it stands, and makes a new one where nobody would see the old one. */
@ApplicationScoped
class ResourceMessageSender {

    private final SlackMessageRepository outbox;
    private final MessageModelLoader subjects;
    private final MessageRenderer writer;
    private final AutoApprovalNotices notices;

    ResourceMessageSender(
            SlackMessageRepository outbox,
            MessageModelLoader subjects,
            MessageRenderer writer,
            AutoApprovalNotices notices) {
        this.outbox = outbox;
        this.subjects = subjects;
        this.writer = writer;
        this.notices = notices;
    }

    /** Whether Slack was talked to. Fails with {@link SlackCallException} once it is written down when to try again. */
    Uni<Boolean> send(MessageTransport to, String target) {
        return outbox.due(target)
                .flatMap(due -> subjects.of(to, due).flatMap(subject -> {
                    RenderedMessage telling = new RenderedMessage(subject, writer.write(subject));
                    return send(to, due, telling)
                            .onFailure(SlackCallException.class)
                            .call(failure -> outbox.failed(due, (SlackCallException) failure));
                }));
    }

    private Uni<Boolean> send(MessageTransport to, PendingMessage due, RenderedMessage telling) {
        boolean asks = telling.message().asks();
        if (!due.isPosted()) {
            return asks ? post(to, due, telling) : unasked(to, due, telling);
        }
        if (!due.isInItsRoom()) {
            return asks ? post(to, due, telling) : outbox.markAbandoned(due).replaceWith(false);
        }
        if (telling.isAskedAgain(due) && nobodyWouldSee(to, due)) {
            return post(to, due, telling);
        }
        return telling.hash().equals(due.shown()) && telling.round() == due.round()
                ? outbox.markCurrent(due).replaceWith(false)
                : update(to, due, telling);
    }

    /** It was decided before anybody was asked here, or is being planned anew; unless it was posted and nobody knows. */
    private Uni<Boolean> unasked(MessageTransport to, PendingMessage due, RenderedMessage telling) {
        String id = due.attempt().map(PostOnce.Attempt::id).orElse("");
        return PostOnce.find(to, due.attempt(), MessageTransport.OutgoingMessage.to(due.room(), id, telling.message()))
                .flatMap(found -> found.map(posted -> outbox.posted(due, posted, telling, false))
                        .orElseGet(() -> outbox.markCurrent(due)))
                .replaceWith(false);
    }

    private static boolean nobodyWouldSee(MessageTransport to, PendingMessage due) {
        return to.supportsUpdates() ? due.isFarUp() : due.responseUrl().isEmpty();
    }

    private Uni<Boolean> update(MessageTransport to, PendingMessage due, RenderedMessage telling) {
        return to.update(due, telling.message())
                .chain(() -> noticed(telling))
                .chain(() -> outbox.updated(due, telling))
                .replaceWith(true)
                .onFailure(ResourceMessageSender::isGone)
                .recoverWithUni(gone -> outbox.markDeleted(due)
                        .chain(() -> telling.message().asks()
                                ? post(to, due.lost(), telling)
                                : Uni.createFrom().item(false)));
    }

    /** Whoever says nothing now was asked. */
    private Uni<Void> noticed(RenderedMessage telling) {
        return telling.message().asks()
                ? notices.recordNotices(telling.plans())
                : Uni.createFrom().voidItem();
    }

    private static boolean isGone(Throwable failure) {
        return failure instanceof SlackCallException slack && slack.isGone();
    }

    private Uni<Boolean> post(MessageTransport to, PendingMessage due, RenderedMessage telling) {
        return outbox.attempt(due)
                .flatMap(attempt -> PostOnce.post(
                        to, attempt, MessageTransport.OutgoingMessage.to(due.room(), attempt.id(), telling.message())))
                .call(() -> noticed(telling))
                // What is found may show less than is to be told now, so it is shown once more.
                .flatMap(outcome -> outbox.posted(due, outcome.posted(), telling, !outcome.isFound()))
                .replaceWith(true);
    }
}
