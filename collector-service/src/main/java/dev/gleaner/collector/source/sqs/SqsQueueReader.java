package dev.gleaner.collector.source.sqs;

import dev.gleaner.collector.source.cloudtrail.mapping.ParsedTrailBatch;
import dev.gleaner.collector.source.cloudtrail.mapping.TrailBatchPublisher;
import io.quarkus.logging.Log;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * Reads the messages of a queue. Each is deleted only after Kafka has acknowledged all that it brought; what fails in
 * between comes again and is sent again, and readers know it by the ids of its events.
 */
public final class SqsQueueReader {

    private static final int SIGNALS_AT_ONCE = 1000;

    /** As long as it may take to read a file and to publish it. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final SqsQueue queue;
    private final SqsMessageReader reader;
    private final TrailBatchPublisher publisher;
    private final Clock clock;
    private final ReentrantLock busy = new ReentrantLock();
    private volatile boolean stopped;

    public SqsQueueReader(SqsQueue queue, SqsMessageReader reader, TrailBatchPublisher publisher, Clock clock) {
        this.queue = queue;
        this.reader = reader;
        this.publisher = publisher;
        this.clock = clock;
    }

    /**
     * Reads until nothing comes, or nothing that lay there at the start: else a queue that never runs dry would hold back
     * all who wait for its first reading.
     *
     * @return since when at least the queue is empty; nothing if it is not
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
     * Ends the reading for good, and returns when what was read has gone out, so that nobody closes Kafka before; the other
     * messages come again.
     */
    public void stop() {
        stopped = true;
        queue.stop();
        try {
            if (busy.tryLock(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                busy.unlock();
            } else {
                Log.warnf("Messages of %s are still worked on; they come again", queue.url());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Instant> drainUntil(Instant started) {
        while (true) {
            Instant asked = clock.instant();
            List<Message> messages = queue.receive();
            if (messages.isEmpty()) {
                return queue.isEmpty() ? Optional.of(asked) : Optional.empty();
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
            tellOfTheLast(left);
        }
    }

    private void read(List<Message> messages, List<Message> left) {
        try (VisibilityTimeoutExtender visibilityTimeoutExtender = new VisibilityTimeoutExtender(queue, messages)) {
            ParsedTrailBatch parsedTrailBatch = new ParsedTrailBatch();
            List<Message> done = new ArrayList<>();
            for (Message message : messages) {
                if (stopped) {
                    break;
                }
                if (isRead(message, parsedTrailBatch)) {
                    done.add(message);
                }
                if (parsedTrailBatch.signals().size() >= SIGNALS_AT_ONCE) {
                    commit(parsedTrailBatch, done, visibilityTimeoutExtender);
                    left.removeAll(done);
                    parsedTrailBatch = new ParsedTrailBatch();
                    done.clear();
                }
            }
            commit(parsedTrailBatch, done, visibilityTimeoutExtender);
            left.removeAll(done);
        }
    }

    /** Nobody else says that the queue moves a message to its dead letters: it is empty then, and progress goes on. */
    private void tellOfTheLast(List<Message> left) {
        if (left.isEmpty()) {
            return;
        }
        queue.mostReceives()
                .ifPresent(most -> left.stream()
                        .filter(message -> SqsQueue.receiveCount(message) >= most)
                        .forEach(message -> {
                            publisher.countRedriven();
                            Log.errorf(
                                    "Message %s of %s was received %d times and not read: the queue moves it to its"
                                            + " dead letters, and progress passes it. Move it back once the reason is"
                                            + " gone",
                                    message.messageId(), queue.url(), SqsQueue.receiveCount(message));
                        }));
    }

    /** A message that the reader fails at comes again and ends where the queue's redrive policy says; the others go on. */
    private boolean isRead(Message message, ParsedTrailBatch parsedTrailBatch) {
        try {
            return reader.read(message, parsedTrailBatch);
        } catch (RuntimeException e) {
            Log.errorf(e, "Message %s of %s can't be read; it comes again", message.messageId(), queue.url());
            return false;
        }
    }

    private void commit(
            ParsedTrailBatch parsedTrailBatch,
            List<Message> done,
            VisibilityTimeoutExtender visibilityTimeoutExtender) {
        publisher.publish(parsedTrailBatch);
        visibilityTimeoutExtender.release(done);
        queue.delete(done);
    }

    private static Instant sent(Message message) {
        String millis = message.attributes().getOrDefault(MessageSystemAttributeName.SENT_TIMESTAMP, "0");
        return Instant.ofEpochMilli(Long.parseLong(millis));
    }
}
