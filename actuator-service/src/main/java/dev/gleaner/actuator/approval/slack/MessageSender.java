package dev.gleaner.actuator.approval.slack;

import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Says in Slack what there is to say, to each channel one thing at a time. Without Slack, or while it is down, questions
 * just stay open.
 */
@ApplicationScoped
class MessageSender {

    private final Connection connection;
    private final SenderLease lease;
    private final Feed feed;
    private final Routing routing;
    private final Digests digests;
    private final Jobs jobs;
    private final Sending sending;

    MessageSender(
            Connection connection,
            SenderLease lease,
            Feed feed,
            Routing routing,
            Digests digests,
            Jobs jobs,
            Sending sending) {
        this.connection = connection;
        this.lease = lease;
        this.feed = feed;
        this.routing = routing;
        this.digests = digests;
        this.jobs = jobs;
        this.sending = sending;
    }

    @Scheduled(every = "${actuator.slack.interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return connection
                .messages()
                .map(this::tick)
                .orElse(Uni.createFrom().voidItem())
                .onFailure()
                .invoke(failure -> Log.warn("Messages can't be sent to Slack now; it will be tried again", failure))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> tick(MessageChannel to) {
        return lease.hold().flatMap(held -> held ? send(to) : Uni.createFrom().voidItem());
    }

    private Uni<Void> send(MessageChannel to) {
        return feed.read(to.remembers())
                .chain(() -> routing.route(to))
                .chain(digests::plan)
                .chain(jobs::next)
                .flatMap(next -> send(to, next));
    }

    /** The lease is held anew before each, since each may take its time. */
    private Uni<Void> send(MessageChannel to, List<Job> next) {
        return Multi.createFrom()
                .iterable(next)
                .onItem()
                .transformToUniAndConcatenate(job -> lease.hold()
                        .flatMap(held ->
                                held ? sending.send(to, job) : Uni.createFrom().voidItem()))
                .onItem()
                .ignoreAsUni();
    }
}
