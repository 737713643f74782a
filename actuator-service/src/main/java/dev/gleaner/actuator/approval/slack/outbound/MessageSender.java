package dev.gleaner.actuator.approval.slack.outbound;

import dev.gleaner.actuator.approval.AutoApprovalNotices;
import dev.gleaner.actuator.approval.slack.client.MessageContent;
import dev.gleaner.actuator.approval.slack.client.MessageTransport;
import dev.gleaner.actuator.approval.slack.client.PostedMessage;
import dev.gleaner.actuator.approval.slack.client.SlackCallException;
import dev.gleaner.actuator.approval.slack.format.BlockFactory;
import dev.gleaner.actuator.approval.slack.format.DigestRenderer;
import dev.gleaner.actuator.approval.slack.format.FindingBlocks;
import dev.gleaner.actuator.approval.slack.format.MessageModel;
import dev.gleaner.actuator.approval.slack.format.MessageRenderer;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Sends one job to Slack: the message about a resource, a reply in its thread, or the daily digest of a channel. A
 * resource has one message, which is updated; a new one is posted where nobody would notice the update.
 */
@Singleton
record MessageSender(
        SlackMessageRepository messages,
        MessageModelLoader models,
        MessageRenderer renderer,
        AutoApprovalNotices notices,
        ThreadNoteRepository notes,
        DigestRepository digests,
        DigestRenderer digestRenderer) {

    /**
     * Sends the job and returns whether Slack was called. Fails with {@link SlackCallException} after the failure and the
     * time of the next try have been recorded.
     */
    Uni<Boolean> send(MessageTransport to, SlackDispatcher.Job job) {
        return switch (job.kind()) {
            case MESSAGE -> sendMessage(to, job.key());
            case NOTE -> sendNote(to, Long.parseLong(job.key()));
            case DIGEST -> sendDigest(to, job.channel(), job.key());
        };
    }

    private static <T> Uni<T> recordFailure(Uni<T> sending, Function<SlackCallException, Uni<Void>> recording) {
        return sending.onFailure(SlackCallException.class)
                .call(failure -> recording.apply((SlackCallException) failure));
    }

    private static boolean isGone(Throwable failure) {
        return failure instanceof SlackCallException slack && slack.isGone();
    }

    private Uni<Boolean> sendMessage(MessageTransport to, String target) {
        return messages.load(target)
                .flatMap(pending -> models.load(to, pending).flatMap(model -> {
                    RenderedMessage rendered = new RenderedMessage(model, renderer.write(model));
                    return recordFailure(
                            sendMessage(to, pending, rendered), failure -> messages.recordFailure(pending, failure));
                }));
    }

    private Uni<Boolean> sendMessage(MessageTransport to, PendingMessage pending, RenderedMessage rendered) {
        boolean asks = rendered.message().hasDecisionButtons();
        if (!pending.isPosted()) {
            return asks ? post(to, pending, rendered) : resolveUnposted(to, pending, rendered);
        }
        if (!pending.isInOwnerChannel()) {
            return asks
                    ? post(to, pending, rendered)
                    : messages.markAbandoned(pending).replaceWith(false);
        }
        if (rendered.isNewRound(pending) && isUpdateUnnoticed(to, pending)) {
            return post(to, pending, rendered);
        }
        return rendered.hash().equals(pending.shownHash()) && rendered.round() == pending.round()
                ? messages.markCurrent(pending).replaceWith(false)
                : update(to, pending, rendered);
    }

    /**
     * Posts nothing, since there is no question: it was decided before it was posted, or is being planned anew. A post
     * whose outcome is unknown is searched for and recorded.
     */
    private Uni<Boolean> resolveUnposted(MessageTransport to, PendingMessage pending, RenderedMessage rendered) {
        String id = pending.attempt().map(PostOnce.Attempt::id).orElse("");
        return PostOnce.find(
                        to,
                        pending.attempt(),
                        MessageTransport.OutgoingMessage.toChannel(pending.channel(), id, rendered.message()))
                .flatMap(found -> found.map(posted -> messages.markPosted(pending, posted, rendered, false))
                        .orElseGet(() -> messages.markCurrent(pending)))
                .replaceWith(false);
    }

    private static boolean isUpdateUnnoticed(MessageTransport to, PendingMessage pending) {
        return to.supportsUpdates()
                ? pending.isOutOfSight()
                : pending.responseUrl().isEmpty();
    }

    private Uni<Boolean> update(MessageTransport to, PendingMessage pending, RenderedMessage rendered) {
        return to.update(pending.posted(), pending.responseUrl(), rendered.message())
                .chain(() -> recordNotices(rendered))
                .chain(() -> messages.markUpdated(pending, rendered))
                .replaceWith(true)
                .onFailure(MessageSender::isGone)
                .recoverWithUni(gone -> messages.markDeleted(pending)
                        .chain(() -> rendered.message().hasDecisionButtons()
                                ? post(to, pending.withoutPost(), rendered)
                                : Uni.createFrom().item(false)));
    }

    private Uni<Boolean> post(MessageTransport to, PendingMessage pending, RenderedMessage rendered) {
        return messages.attempt(pending)
                .flatMap(attempt -> PostOnce.post(
                        to,
                        attempt,
                        MessageTransport.OutgoingMessage.toChannel(
                                pending.channel(), attempt.id(), rendered.message())))
                .call(() -> recordNotices(rendered))
                // A message that was found may show an older content, so it is updated once more.
                .flatMap(outcome -> messages.markPosted(pending, outcome.posted(), rendered, !outcome.isFound()))
                .replaceWith(true);
    }

    /** The notice periods of automatic approvals begin with the message that announces them. */
    private Uni<Void> recordNotices(RenderedMessage rendered) {
        return rendered.message().hasDecisionButtons()
                ? notices.recordNotices(rendered.plans())
                : Uni.createFrom().voidItem();
    }

    private Uni<Boolean> sendNote(MessageTransport to, long id) {
        return notes.get(id)
                .flatMap(note -> recordFailure(
                        sendNote(to, note)
                                .onFailure(MessageSender::isGone)
                                .recoverWithUni(gone -> notes.markDropped(note).replaceWith(true)),
                        failure -> notes.recordFailure(note, failure)));
    }

    private Uni<Boolean> sendNote(MessageTransport to, ThreadNote note) {
        if (note.superseded().isPresent()) {
            return updateSuperseded(to, note, note.superseded().get());
        }
        Optional<String> text = note.text();
        return text.isEmpty() || note.message().ts().isEmpty()
                ? notes.markDropped(note).replaceWith(false)
                : reply(to, note, text.get());
    }

    private Uni<Boolean> reply(MessageTransport to, ThreadNote note, String text) {
        return notes.attempt(note)
                .flatMap(attempt -> PostOnce.post(
                        to,
                        attempt,
                        new MessageTransport.OutgoingMessage(
                                note.message().channel().orElseThrow(),
                                note.message().ts(),
                                note.broadcast(),
                                attempt.id(),
                                new MessageContent(text, List.of(BlockFactory.section(text)), false))))
                .chain(() -> notes.markPosted(note))
                .replaceWith(true);
    }

    /** Links to the newer message only in the same channel: others may not be able to read it. */
    private Uni<Boolean> updateSuperseded(MessageTransport to, ThreadNote note, PostedMessage superseded) {
        boolean isSameChannel =
                note.message().ts().isPresent() && note.message().channel().equals(superseded.channel());
        return (isSameChannel ? to.link(note.message()) : Uni.createFrom().item(Optional.<String>empty()))
                .flatMap(
                        link -> to.update(superseded, Optional.empty(), renderer.renderSuperseded(note.target(), link)))
                .chain(() -> notes.markPosted(note))
                .replaceWith(true);
    }

    private Uni<Boolean> sendDigest(MessageTransport to, String channel, String day) {
        return digests.get(channel, day)
                .flatMap(digest -> digest.largest().isEmpty()
                        ? digests.empty(digest).replaceWith(false)
                        : recordFailure(postDigest(to, digest), failure -> digests.recordFailure(digest, failure)));
    }

    private Uni<Boolean> postDigest(MessageTransport to, DigestRenderer.DailyDigest digest) {
        return digests.attempt(digest)
                .flatMap(attempt -> PostOnce.post(
                        to,
                        attempt,
                        MessageTransport.OutgoingMessage.toChannel(
                                digest.channel(), attempt.id(), digestRenderer.write(digest))))
                .flatMap(outcome -> digests.markPosted(digest, outcome.posted()))
                .replaceWith(true);
    }

    /** The message about a resource as it has to be shown now. */
    record RenderedMessage(MessageModel subject, MessageContent message) {

        String hash() {
            return message.hash();
        }

        int round() {
            return subject.round();
        }

        /** The plans that the message shows, by the ids of their findings. */
        Map<String, String> plans() {
            return subject.findings().stream()
                    .limit(FindingBlocks.SHOWN)
                    .collect(Collectors.toMap(asked -> asked.finding().id(), MessageModel.Asked::plan));
        }

        /** Whether the message asks a question that the posted one did not ask. */
        boolean isNewRound(PendingMessage pending) {
            return message.hasDecisionButtons() && round() != pending.round();
        }

        /** Whether the channel is notified: not when the question is asked again right after a decision. */
        boolean shouldBroadcast() {
            return subject.previousAction()
                    .filter(action -> action.round() == round() - 1)
                    .isEmpty();
        }
    }
}
