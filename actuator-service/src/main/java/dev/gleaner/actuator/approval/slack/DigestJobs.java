package dev.gleaner.actuator.approval.slack;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Posts digests. */
@ApplicationScoped
class DigestJobs {

    private final Digests digests;
    private final DigestWriter writer;

    DigestJobs(Digests digests, DigestWriter writer) {
        this.digests = digests;
        this.writer = writer;
    }

    /** Whether Slack was talked to. Fails with {@link SlackFailure} once it is written down when to try again. */
    Uni<Boolean> send(MessageChannel to, String room, String day) {
        return digests.get(room, day)
                .flatMap(digest -> digest.largest().isEmpty()
                        ? digests.empty(digest).replaceWith(false)
                        : post(to, digest)
                                .onFailure(SlackFailure.class)
                                .call(failure -> digests.failed(digest, (SlackFailure) failure)));
    }

    private Uni<Boolean> post(MessageChannel to, Digest digest) {
        return digests.attempt(digest)
                .flatMap(attempt ->
                        Poster.post(to, attempt, Envelope.to(digest.room(), attempt.id(), writer.write(digest))))
                .flatMap(outcome -> digests.posted(digest, outcome.posted()))
                .replaceWith(true);
    }
}
