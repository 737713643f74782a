package dev.gleaner.collector.source.sqs;

import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.source.SignalBatch;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.SourceMeters;
import io.quarkus.logging.Log;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * Reads the messages of a queue. A message is deleted only after Kafka has acknowledged its signals. After a failure in
 * between it is delivered and published again, and consumers recognise the duplicates by event id.
 */
public final class SqsQueueReader<B extends SignalBatch> {

    private static final int SIGNALS_AT_ONCE = 1000;

    /** Long enough to read and publish a file. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final SqsQueue queue;
    private final SqsMessageReader<B> reader;
    private final Supplier<B> emptyBatch;
    private final String source;
    private final KafkaPublisher publisher;
    private final SourceMeters meters;
    private final Clock clock;
    private final ReentrantLock busy = new ReentrantLock();
    private volatile boolean stopped;

    /** A reader that publishes with this source name. */
    public SqsQueueReader(
            SqsQueue queue,
            SqsMessageReader<B> reader,
            Supplier<B> emptyBatch,
            String source,
            SourceEnvironment environment) {
        this.queue = queue;
        this.reader = reader;
        this.emptyBatch = emptyBatch;
        this.source = source;
        this.publisher = environment.publisher();
        this.meters = environment.meters();
        this.clock = environment.clock();
    }

    /**
     * Reads until no message arrives, or until the messages present at the start are read: a queue that never runs
     * empty would otherwise delay everything that waits for its first reading.
     *
     * @return a time since which the queue has been empty; empty if it is not
     */
    public Optional<Instant> drain() {
        busy.lock();
        try {
            return drainUntil(clock.instant());
        } finally {
            busy.unlock();
        }
    }

    /**
     * Ends reading permanently; returns when the messages already read are published, before Kafka is closed. The other
     * messages are delivered again.
     */
    public void stop() {
        stopped = true;
        queue.stop();
        try {
            if (busy.tryLock(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                busy.unlock();
            } else {
                Log.warnf("Messages of %s are still being processed and will be delivered again", queue.url());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Instant> drainUntil(Instant started) {
        while (true) {
            Instant before = clock.instant();
            List<Message> messages = queue.receive();
            if (messages.isEmpty()) {
                return queue.isEmpty() ? Optional.of(before) : Optional.empty();
            }
            take(messages);
            if (messages.stream().allMatch(message -> sent(message).isAfter(started))) {
                return Optional.empty();
            }
        }
    }

    private void take(List<Message> messages) {
        List<Message> left = new ArrayList<>(messages);
        try {
            read(messages, left);
        } finally {
            reportLastReceive(left);
        }
    }

    private void read(List<Message> messages, List<Message> left) {
        try (VisibilityTimeoutExtender visibilityTimeoutExtender = new VisibilityTimeoutExtender(queue, messages)) {
            B batch = emptyBatch.get();
            List<Message> done = new ArrayList<>();
            for (Message message : messages) {
                if (stopped) {
                    break;
                }
                if (isRead(message, batch)) {
                    done.add(message);
                }
                if (batch.size() >= SIGNALS_AT_ONCE) {
                    commit(batch, done, visibilityTimeoutExtender);
                    left.removeAll(done);
                    batch = emptyBatch.get();
                    done.clear();
                }
            }
            commit(batch, done, visibilityTimeoutExtender);
            left.removeAll(done);
        }
    }

    /** Reports messages that the queue will move to its dead letters; nothing else would, and progress continues. */
    private void reportLastReceive(List<Message> left) {
        if (left.isEmpty()) {
            return;
        }
        queue.maxReceiveCount()
                .ifPresent(most -> left.stream()
                        .filter(message -> SqsQueue.receiveCount(message) >= most)
                        .forEach(message -> {
                            meters.redriven(source);
                            Log.errorf(
                                    "Message %s of %s was received %d times and not read: the queue moves it to its"
                                            + " dead letters, and progress passes it. Move it back once the reason is"
                                            + " gone",
                                    message.messageId(), queue.url(), SqsQueue.receiveCount(message));
                        }));
    }

    /**
     * A message whose reading fails is delivered again, up to the limit of the queue's redrive policy; it does not
     * affect others.
     */
    private boolean isRead(Message message, B batch) {
        try {
            return reader.read(message, batch);
        } catch (RuntimeException e) {
            Log.errorf(
                    e, "Message %s of %s can't be read; it will be delivered again", message.messageId(), queue.url());
            return false;
        }
    }

    private void commit(B batch, List<Message> done, VisibilityTimeoutExtender visibilityTimeoutExtender) {
        batch.publish(source, publisher, meters);
        visibilityTimeoutExtender.release(done);
        queue.delete(done);
    }

    private static Instant sent(Message message) {
        String millis = message.attributes().getOrDefault(MessageSystemAttributeName.SENT_TIMESTAMP, "0");
        return Instant.ofEpochMilli(Long.parseLong(millis));
    }
}
