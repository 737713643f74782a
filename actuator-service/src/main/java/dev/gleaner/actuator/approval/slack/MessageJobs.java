package dev.gleaner.actuator.approval.slack;

import dev.gleaner.actuator.approval.Notices;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Has the one message about a resource tell how it stands, and makes a new one where nobody would see the old one. */
@ApplicationScoped
class MessageJobs {

    private final Outbox outbox;
    private final Subjects subjects;
    private final MessageWriter writer;
    private final Notices notices;

    MessageJobs(Outbox outbox, Subjects subjects, MessageWriter writer, Notices notices) {
        this.outbox = outbox;
        this.subjects = subjects;
        this.writer = writer;
        this.notices = notices;
    }

    /** Whether Slack was talked to. Fails with {@link SlackFailure} once it is written down when to try again. */
    Uni<Boolean> send(MessageChannel to, String target) {
        return outbox.due(target)
                .flatMap(due -> subjects.of(to, due).flatMap(subject -> {
                    Telling telling = new Telling(subject, writer.write(subject));
                    return send(to, due, telling)
                            .onFailure(SlackFailure.class)
                            .call(failure -> outbox.failed(due, (SlackFailure) failure));
                }));
    }

    private Uni<Boolean> send(MessageChannel to, Due due, Telling telling) {
        boolean asks = telling.message().asks();
        if (!due.isPosted()) {
            return asks ? post(to, due, telling) : unasked(to, due, telling);
        }
        if (!due.isInItsRoom()) {
            return asks ? post(to, due, telling) : outbox.left(due).replaceWith(false);
        }
        if (telling.isAskedAgain(due) && nobodyWouldSee(to, due)) {
            return post(to, due, telling);
        }
        return telling.hash().equals(due.shown()) && telling.round() == due.round()
                ? outbox.told(due).replaceWith(false)
                : update(to, due, telling);
    }

    /** It was decided before anybody was asked here, or is being planned anew; unless it was posted and nobody knows. */
    private Uni<Boolean> unasked(MessageChannel to, Due due, Telling telling) {
        String id = due.attempt().map(Attempt::id).orElse("");
        return Poster.find(to, due.attempt(), Envelope.to(due.room(), id, telling.message()))
                .flatMap(found -> found.map(posted -> outbox.posted(due, posted, telling, false))
                        .orElseGet(() -> outbox.told(due)))
                .replaceWith(false);
    }

    private static boolean nobodyWouldSee(MessageChannel to, Due due) {
        return to.remembers() ? due.isFarUp() : due.responseUrl().isEmpty();
    }

    private Uni<Boolean> update(MessageChannel to, Due due, Telling telling) {
        return to.update(due, telling.message())
                .chain(() -> noticed(telling))
                .chain(() -> outbox.updated(due, telling))
                .replaceWith(true)
                .onFailure(MessageJobs::isGone)
                .recoverWithUni(gone -> outbox.lost(due)
                        .chain(() -> telling.message().asks()
                                ? post(to, due.lost(), telling)
                                : Uni.createFrom().item(false)));
    }

    /** Whoever says nothing now was asked. */
    private Uni<Void> noticed(Telling telling) {
        return telling.message().asks()
                ? notices.posted(telling.plans())
                : Uni.createFrom().voidItem();
    }

    private static boolean isGone(Throwable failure) {
        return failure instanceof SlackFailure slack && slack.isGone();
    }

    private Uni<Boolean> post(MessageChannel to, Due due, Telling telling) {
        return outbox.attempt(due)
                .flatMap(attempt -> Poster.post(to, attempt, Envelope.to(due.room(), attempt.id(), telling.message())))
                .call(() -> noticed(telling))
                // What is found may show less than is to be told now, so it is shown once more.
                .flatMap(outcome -> outbox.posted(due, outcome.posted(), telling, !outcome.isFound()))
                .replaceWith(true);
    }
}
