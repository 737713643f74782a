package dev.gleaner.actuator.approval.slack.outbound;

import dev.gleaner.actuator.approval.slack.client.MessageTransport;
import dev.gleaner.actuator.approval.slack.client.PostOnce;
import dev.gleaner.actuator.approval.slack.client.SlackCallException;
import dev.gleaner.actuator.approval.slack.format.DailyDigest;
import dev.gleaner.actuator.approval.slack.format.DigestRenderer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Posts digests. */
@ApplicationScoped
class DigestSender {

    private final DigestRepository digests;
    private final DigestRenderer writer;

    DigestSender(DigestRepository digests, DigestRenderer writer) {
        this.digests = digests;
        this.writer = writer;
    }

    /** Whether Slack was talked to. Fails with {@link SlackCallException} once it is written down when to try again. */
    Uni<Boolean> send(MessageTransport to, String room, String day) {
        return digests.get(room, day)
                .flatMap(digest -> digest.largest().isEmpty()
                        ? digests.empty(digest).replaceWith(false)
                        : post(to, digest)
                                .onFailure(SlackCallException.class)
                                .call(failure -> digests.failed(digest, (SlackCallException) failure)));
    }

    private Uni<Boolean> post(MessageTransport to, DailyDigest digest) {
        return digests.attempt(digest)
                .flatMap(attempt -> PostOnce.post(
                        to,
                        attempt,
                        MessageTransport.OutgoingMessage.to(digest.room(), attempt.id(), writer.write(digest))))
                .flatMap(outcome -> digests.posted(digest, outcome.posted()))
                .replaceWith(true);
    }
}
