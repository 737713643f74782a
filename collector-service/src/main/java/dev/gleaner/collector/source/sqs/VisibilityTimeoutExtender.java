package dev.gleaner.collector.source.sqs;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.sqs.model.Message;

/** Extends the visibility timeout of messages for as long as they are processed. */
final class VisibilityTimeoutExtender implements AutoCloseable {

    /** Two failed extensions are tolerated. */
    private static final int BEATS = 3;

    private final SqsQueue queue;
    private final Set<Message> messages = ConcurrentHashMap.newKeySet();
    private final Cancellable beat;

    VisibilityTimeoutExtender(SqsQueue queue, List<Message> received) {
        this.queue = queue;
        this.messages.addAll(received);
        Duration every = queue.visibility().dividedBy(BEATS);
        this.beat = Multi.createFrom()
                .ticks()
                .startingAfter(every)
                .every(every)
                .onOverflow()
                .drop()
                .subscribe()
                .with(tick -> extend());
    }

    /** Stops the extension for processed messages. */
    void release(Collection<Message> some) {
        messages.removeAll(Set.copyOf(some));
    }

    /** The remaining messages are delivered again after their timeout. */
    @Override
    public void close() {
        beat.cancel();
    }

    private void extend() {
        try {
            queue.extendVisibility(messages);
        } catch (RuntimeException e) {
            Log.warnf(
                    "Messages of %s may be delivered again while they are being processed: %s",
                    queue.url(), e.getMessage());
        }
    }
}
