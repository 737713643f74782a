package dev.gleaner.actuator.approval.slack.outbound;

import dev.gleaner.actuator.approval.slack.client.MessageTransport;
import dev.gleaner.actuator.approval.slack.client.SlackCallException;
import dev.gleaner.actuator.approval.slack.client.SlackConnection;
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
class SlackDispatcher {

    private final SlackConnection connection;
    private final SenderLease lease;
    private final AuditFeedReader feed;
    private final MessageRouter messageRouter;
    private final DigestRepository digestRepository;
    private final DispatchQueue dispatchQueue;
    private final JobRunner jobRunner;

    SlackDispatcher(
            SlackConnection connection,
            SenderLease lease,
            AuditFeedReader feed,
            MessageRouter messageRouter,
            DigestRepository digestRepository,
            DispatchQueue dispatchQueue,
            JobRunner jobRunner) {
        this.connection = connection;
        this.lease = lease;
        this.feed = feed;
        this.messageRouter = messageRouter;
        this.digestRepository = digestRepository;
        this.dispatchQueue = dispatchQueue;
        this.jobRunner = jobRunner;
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

    private Uni<Void> tick(MessageTransport to) {
        return lease.acquireOrRenew()
                .flatMap(held -> held ? send(to) : Uni.createFrom().voidItem());
    }

    private Uni<Void> send(MessageTransport to) {
        return feed.readNext(to.supportsUpdates())
                .chain(() -> messageRouter.route(to))
                .chain(digestRepository::plan)
                .chain(dispatchQueue::next)
                .flatMap(next -> send(to, next));
    }

    /** The lease is held anew before each, since each may take its time. */
    private Uni<Void> send(MessageTransport to, List<DispatchQueue.Job> next) {
        return Multi.createFrom()
                .iterable(next)
                .onItem()
                .transformToUniAndConcatenate(job -> lease.acquireOrRenew()
                        .flatMap(held -> held
                                ? jobRunner.send(to, job)
                                : Uni.createFrom().voidItem()))
                .onItem()
                .ignoreAsUni();
    }

    /** Does what is to be done in a room, and keeps how it went. */
    @ApplicationScoped
    static class JobRunner {

        private final ResourceMessageSender messages;
        private final ThreadNoteSender notes;
        private final DigestSender digests;
        private final ChannelRateLimiter channelRateLimiter;
        private final SlackMetrics meters;

        JobRunner(
                ResourceMessageSender messages,
                ThreadNoteSender notes,
                DigestSender digests,
                ChannelRateLimiter channelRateLimiter,
                SlackMetrics meters) {
            this.messages = messages;
            this.notes = notes;
            this.digests = digests;
            this.channelRateLimiter = channelRateLimiter;
            this.meters = meters;
        }

        /** Done too when Slack did not take it: it stays to be done. */
        Uni<Void> send(MessageTransport to, DispatchQueue.Job job) {
            return work(to, job)
                    .flatMap(said -> said
                            ? channelRateLimiter.recordSend(job.channel()).invoke(() -> meters.countPosted(job.kind()))
                            : Uni.createFrom().voidItem())
                    .onFailure(SlackCallException.class)
                    .recoverWithUni(failure -> failed(job, (SlackCallException) failure));
        }

        private Uni<Boolean> work(MessageTransport to, DispatchQueue.Job job) {
            return switch (job.kind()) {
                case MESSAGE -> messages.send(to, job.key());
                case NOTE -> notes.send(to, Long.parseLong(job.key()));
                case DIGEST -> digests.send(to, job.channel(), job.key());
            };
        }

        private Uni<Void> failed(DispatchQueue.Job job, SlackCallException failure) {
            Log.warnf("Slack did not take a %s about %s, %s", job.kind().text(), job.key(), failure.getMessage());
            meters.countFailed(job.kind());
            return channelRateLimiter.recordFailure(job.channel(), failure);
        }
    }
}
