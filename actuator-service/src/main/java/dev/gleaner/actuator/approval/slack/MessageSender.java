package dev.gleaner.actuator.approval.slack;

import dev.gleaner.actuator.approval.Notices;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Keeps messages up to date, one at a time. Without Slack, or while it is down, questions just stay open. */
@ApplicationScoped
class MessageSender {

    private final SenderLease lease;
    private final Outbox outbox;
    private final Subjects subjects;
    private final MessageWriter writer;
    private final Notices notices;
    private final Optional<MessageChannel> channel;

    MessageSender(
            SenderLease lease,
            Outbox outbox,
            Subjects subjects,
            MessageWriter writer,
            Notices notices,
            SlackConfig config,
            Hooks hooks) {
        this.lease = lease;
        this.outbox = outbox;
        this.subjects = subjects;
        this.writer = writer;
        this.notices = notices;
        this.channel = channel(config, hooks);
    }

    private static Optional<MessageChannel> channel(SlackConfig config, Hooks hooks) {
        Optional<MessageChannel> bot = Secret.of(config.botToken(), config.botTokenFile())
                .flatMap(token -> config.channel().map(id -> new BotMessages(config, token, id)));
        return bot.or(() -> Secret.of(config.webhookUrl().map(URI::toString), config.webhookUrlFile())
                .map(address -> new WebhookMessages(hooks, URI.create(address))));
    }

    @Scheduled(every = "${actuator.slack.interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return channel.map(this::send)
                .orElse(Uni.createFrom().voidItem())
                .onFailure()
                .invoke(failure -> Log.warn("Messages can't be sent to Slack now; it will be tried again", failure))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> send(MessageChannel to) {
        return lease.hold()
                .flatMap(held -> held ? outbox.next() : Uni.createFrom().item(Optional.<Due>empty()))
                .flatMap(due -> due.map(message -> send(to, message))
                        .orElse(Uni.createFrom().voidItem()));
    }

    private Uni<Void> send(MessageChannel to, Due due) {
        return subjects.of(due).flatMap(subject -> {
            Message message = writer.write(subject);
            if (!due.isPosted() && !message.asks()) {
                // It was decided before anybody was asked here, or it is being planned anew.
                return subject.isBeingPlanned() ? outbox.later(due) : outbox.over(due);
            }
            if (subject.isReplaced() && !due.asks()) {
                // It said already how it ended.
                return outbox.over(due);
            }
            return (due.isPosted() ? to.update(due, message) : to.post(message))
                    .call(() -> message.asks()
                            ? notices.posted(plans(subject))
                            : Uni.createFrom().voidItem())
                    .flatMap(posted -> outbox.sent(due, posted, message))
                    .onFailure(SlackFailure.class)
                    .recoverWithUni(failure -> notSent(due, (SlackFailure) failure));
        });
    }

    private static Map<String, String> plans(Subject subject) {
        return subject.findings().stream()
                .collect(Collectors.toMap(asked -> asked.finding().id(), Subject.Asked::plan));
    }

    private Uni<Void> notSent(Due due, SlackFailure failure) {
        Log.warnf("A message about %s was not sent, %s", due.target(), failure.getMessage());
        if (due.isPosted() && failure.isGone()) {
            return outbox.over(due);
        }
        return failure.pause().map(outbox::pause).orElseGet(() -> outbox.failed(due));
    }
}
