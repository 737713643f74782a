package dev.gleaner.actuator.approval.slack.outbound;

import dev.gleaner.actuator.approval.slack.client.MessageContent;
import dev.gleaner.actuator.approval.slack.client.MessageTransport;
import dev.gleaner.actuator.approval.slack.client.PostOnce;
import dev.gleaner.actuator.approval.slack.client.PostedMessage;
import dev.gleaner.actuator.approval.slack.client.SlackCallException;
import dev.gleaner.actuator.approval.slack.format.BlockFactory;
import dev.gleaner.actuator.approval.slack.format.MessageRenderer;
import dev.gleaner.actuator.approval.slack.format.ThreadNote;
import dev.gleaner.actuator.approval.slack.format.ThreadNoteText;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Says notes: replies in the thread of a message, and on a message that was left where it goes on. */
@ApplicationScoped
class ThreadNoteSender {

    private final ThreadNoteRepository threadNoteRepository;
    private final MessageRenderer writer;

    ThreadNoteSender(ThreadNoteRepository threadNoteRepository, MessageRenderer writer) {
        this.threadNoteRepository = threadNoteRepository;
        this.writer = writer;
    }

    /** Whether Slack was talked to. Fails with {@link SlackCallException} once it is written down when to try again. */
    Uni<Boolean> send(MessageTransport to, long id) {
        return threadNoteRepository
                .get(id)
                .flatMap(note -> post(to, note)
                        .onFailure(ThreadNoteSender::isGone)
                        .recoverWithUni(
                                gone -> threadNoteRepository.markDropped(note).replaceWith(true))
                        .onFailure(SlackCallException.class)
                        .call(failure -> threadNoteRepository.recordFailure(note, (SlackCallException) failure)));
    }

    private Uni<Boolean> post(MessageTransport to, ThreadNote note) {
        if (note.superseded().isPresent()) {
            return updateSuperseded(to, note, note.superseded().get());
        }
        Optional<String> text = ThreadNoteText.render(note);
        return text.isEmpty() || note.message().ts().isEmpty()
                ? threadNoteRepository.markDropped(note).replaceWith(false)
                : reply(to, note, text.get());
    }

    private Uni<Boolean> reply(MessageTransport to, ThreadNote note, String text) {
        return threadNoteRepository
                .attempt(note)
                .flatMap(attempt -> PostOnce.post(
                        to,
                        attempt,
                        new MessageTransport.OutgoingMessage(
                                note.message().channel().orElseThrow(),
                                note.message().ts(),
                                note.loud(),
                                attempt.id(),
                                new MessageContent(text, List.of(BlockFactory.section(text)), false))))
                .chain(() -> threadNoteRepository.markPosted(note))
                .replaceWith(true);
    }

    /** It names the new message only to those who can see it. */
    private Uni<Boolean> updateSuperseded(MessageTransport to, ThreadNote note, PostedMessage left) {
        boolean isHere =
                note.message().ts().isPresent() && note.message().channel().equals(left.channel());
        return (isHere ? to.link(note.message()) : Uni.createFrom().item(Optional.<String>empty()))
                .flatMap(link -> to.update(left, writer.renderSuperseded(note.target(), link)))
                .chain(() -> threadNoteRepository.markPosted(note))
                .replaceWith(true);
    }

    private static boolean isGone(Throwable failure) {
        return failure instanceof SlackCallException slack && slack.isGone();
    }
}
