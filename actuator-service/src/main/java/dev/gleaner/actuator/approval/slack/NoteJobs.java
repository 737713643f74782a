package dev.gleaner.actuator.approval.slack;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Says notes: replies in the thread of a message, and on a message that was left where it goes on. */
@ApplicationScoped
class NoteJobs {

    private final Notes notes;
    private final MessageWriter writer;

    NoteJobs(Notes notes, MessageWriter writer) {
        this.notes = notes;
        this.writer = writer;
    }

    /** Whether Slack was talked to. Fails with {@link SlackFailure} once it is written down when to try again. */
    Uni<Boolean> send(MessageChannel to, long id) {
        return notes.get(id)
                .flatMap(note -> say(to, note)
                        .onFailure(NoteJobs::isGone)
                        .recoverWithUni(gone -> notes.dropped(note).replaceWith(true))
                        .onFailure(SlackFailure.class)
                        .call(failure -> notes.failed(note, (SlackFailure) failure)));
    }

    private Uni<Boolean> say(MessageChannel to, Note note) {
        if (note.left().isPresent()) {
            return leave(to, note, note.left().get());
        }
        Optional<String> text = NoteText.of(note);
        return text.isEmpty() || note.message().ts().isEmpty()
                ? notes.dropped(note).replaceWith(false)
                : reply(to, note, text.get());
    }

    private Uni<Boolean> reply(MessageChannel to, Note note, String text) {
        return notes.attempt(note)
                .flatMap(attempt -> Poster.post(
                        to,
                        attempt,
                        new Envelope(
                                note.message().channel().orElseThrow(),
                                note.message().ts(),
                                note.loud(),
                                attempt.id(),
                                new Message(text, List.of(Blocks.section(text)), false))))
                .chain(() -> notes.said(note))
                .replaceWith(true);
    }

    /** It names the new message only to those who can see it. */
    private Uni<Boolean> leave(MessageChannel to, Note note, Posted left) {
        boolean isHere =
                note.message().ts().isPresent() && note.message().channel().equals(left.channel());
        return (isHere ? to.link(note.message()) : Uni.createFrom().item(Optional.<String>empty()))
                .flatMap(link -> to.update(left, writer.left(note.target(), link)))
                .chain(() -> notes.said(note))
                .replaceWith(true);
    }

    private static boolean isGone(Throwable failure) {
        return failure instanceof SlackFailure slack && slack.isGone();
    }
}
