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

    private final SlackMessageRepository slackMessageRepository;
    private final MessageModelLoader messageModelLoader;
    private final MessageRenderer writer;
    private final AutoApprovalNotices notices;

    ResourceMessageSender(
            SlackMessageRepository slackMessageRepository,
            MessageModelLoader messageModelLoader,
            MessageRenderer writer,
            AutoApprovalNotices notices) {
        this.slackMessageRepository = slackMessageRepository;
        this.messageModelLoader = messageModelLoader;
        this.writer = writer;
        this.notices = notices;
    }

    /** Whether Slack was talked to. Fails with {@link SlackCallException} once it is written down when to try again. */
    Uni<Boolean> send(MessageTransport to, String target) {
        return slackMessageRepository
                .load(target)
                .flatMap(pendingMessage -> messageModelLoader
                        .load(to, pendingMessage)
                        .flatMap(messageModel -> {
                            RenderedMessage renderedMessage =
                                    new RenderedMessage(messageModel, writer.write(messageModel));
                            return send(to, pendingMessage, renderedMessage)
                                    .onFailure(SlackCallException.class)
                                    .call(failure -> slackMessageRepository.recordFailure(
                                            pendingMessage, (SlackCallException) failure));
                        }));
    }

    private Uni<Boolean> send(MessageTransport to, PendingMessage pendingMessage, RenderedMessage renderedMessage) {
        boolean asks = renderedMessage.message().hasDecisionButtons();
        if (!pendingMessage.isPosted()) {
            return asks ? post(to, pendingMessage, renderedMessage) : unasked(to, pendingMessage, renderedMessage);
        }
        if (!pendingMessage.isInOwnerChannel()) {
            return asks
                    ? post(to, pendingMessage, renderedMessage)
                    : slackMessageRepository.markAbandoned(pendingMessage).replaceWith(false);
        }
        if (renderedMessage.isNewRound(pendingMessage) && nobodyWouldSee(to, pendingMessage)) {
            return post(to, pendingMessage, renderedMessage);
        }
        return renderedMessage.hash().equals(pendingMessage.shownHash())
                        && renderedMessage.round() == pendingMessage.round()
                ? slackMessageRepository.markCurrent(pendingMessage).replaceWith(false)
                : update(to, pendingMessage, renderedMessage);
    }

    /** It was decided before anybody was asked here, or is being planned anew; unless it was posted and nobody knows. */
    private Uni<Boolean> unasked(MessageTransport to, PendingMessage pendingMessage, RenderedMessage renderedMessage) {
        String id = pendingMessage.attempt().map(PostOnce.Attempt::id).orElse("");
        return PostOnce.find(
                        to,
                        pendingMessage.attempt(),
                        MessageTransport.OutgoingMessage.toChannel(
                                pendingMessage.channel(), id, renderedMessage.message()))
                .flatMap(found -> found.map(posted ->
                                slackMessageRepository.markPosted(pendingMessage, posted, renderedMessage, false))
                        .orElseGet(() -> slackMessageRepository.markCurrent(pendingMessage)))
                .replaceWith(false);
    }

    private static boolean nobodyWouldSee(MessageTransport to, PendingMessage pendingMessage) {
        return to.supportsUpdates()
                ? pendingMessage.isFarUp()
                : pendingMessage.responseUrl().isEmpty();
    }

    private Uni<Boolean> update(MessageTransport to, PendingMessage pendingMessage, RenderedMessage renderedMessage) {
        return to.update(pendingMessage, renderedMessage.message())
                .chain(() -> noticed(renderedMessage))
                .chain(() -> slackMessageRepository.markUpdated(pendingMessage, renderedMessage))
                .replaceWith(true)
                .onFailure(ResourceMessageSender::isGone)
                .recoverWithUni(gone -> slackMessageRepository
                        .markDeleted(pendingMessage)
                        .chain(() -> renderedMessage.message().hasDecisionButtons()
                                ? post(to, pendingMessage.withoutPost(), renderedMessage)
                                : Uni.createFrom().item(false)));
    }

    /** Whoever says nothing now was asked. */
    private Uni<Void> noticed(RenderedMessage renderedMessage) {
        return renderedMessage.message().hasDecisionButtons()
                ? notices.recordNotices(renderedMessage.plans())
                : Uni.createFrom().voidItem();
    }

    private static boolean isGone(Throwable failure) {
        return failure instanceof SlackCallException slack && slack.isGone();
    }

    private Uni<Boolean> post(MessageTransport to, PendingMessage pendingMessage, RenderedMessage renderedMessage) {
        return slackMessageRepository
                .attempt(pendingMessage)
                .flatMap(attempt -> PostOnce.post(
                        to,
                        attempt,
                        MessageTransport.OutgoingMessage.toChannel(
                                pendingMessage.channel(), attempt.id(), renderedMessage.message())))
                .call(() -> noticed(renderedMessage))
                // What is found may show less than is to be told now, so it is shown once more.
                .flatMap(outcome -> slackMessageRepository.markPosted(
                        pendingMessage, outcome.posted(), renderedMessage, !outcome.isFound()))
                .replaceWith(true);
    }
}
