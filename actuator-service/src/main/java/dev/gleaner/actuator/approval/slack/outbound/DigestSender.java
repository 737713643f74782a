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

    private final DigestRepository digestRepository;
    private final DigestRenderer writer;

    DigestSender(DigestRepository digestRepository, DigestRenderer writer) {
        this.digestRepository = digestRepository;
        this.writer = writer;
    }

    /** Whether Slack was talked to. Fails with {@link SlackCallException} once it is written down when to try again. */
    Uni<Boolean> send(MessageTransport to, String room, String day) {
        return digestRepository
                .get(room, day)
                .flatMap(digest -> digest.largest().isEmpty()
                        ? digestRepository.empty(digest).replaceWith(false)
                        : post(to, digest)
                                .onFailure(SlackCallException.class)
                                .call(failure -> digestRepository.recordFailure(digest, (SlackCallException) failure)));
    }

    private Uni<Boolean> post(MessageTransport to, DailyDigest digest) {
        return digestRepository
                .attempt(digest)
                .flatMap(attempt -> PostOnce.post(
                        to,
                        attempt,
                        MessageTransport.OutgoingMessage.toChannel(
                                digest.channel(), attempt.id(), writer.write(digest))))
                .flatMap(outcome -> digestRepository.markPosted(digest, outcome.posted()))
                .replaceWith(true);
    }
}
