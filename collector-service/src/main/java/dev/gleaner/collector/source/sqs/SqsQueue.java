package dev.gleaner.collector.source.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.aws.AwsFutures;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.contracts.Json;
import io.quarkus.logging.Log;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** An SQS queue. A message that is received and not deleted is delivered again after its visibility timeout. */
public final class SqsQueue {

    /** Longest wait time that SQS allows. */
    public static final Duration LONG = Duration.ofSeconds(20);

    /**
     * Time between two polls: long polling makes up most of the waiting, and a failing queue is not called more often.
     */
    public static final Duration PAUSE = Duration.ofSeconds(5);

    /** Limit of SQS for one call. */
    private static final int AT_ONCE = 10;

    private final SqsAsyncClient sqs;
    private final String url;
    private final Duration visibility;
    private final int wait;
    private volatile @Nullable Future<?> waiting;
    private volatile boolean stopped;

    /** A queue with this visibility timeout, which is polled for this time. */
    public SqsQueue(RateLimitedAwsClients aws, URI url, Duration visibility, Duration wait) {
        this.sqs = aws.sqs(QueueUrl.region(url));
        this.url = url.toString();
        this.visibility = visibility;
        this.wait = Math.toIntExact(wait.toSeconds());
    }

    String url() {
        return url;
    }

    Duration visibility() {
        return visibility;
    }

    /** Waits for messages; returns none if none arrived or the queue was stopped. */
    List<Message> receive() {
        CompletableFuture<ReceiveMessageResponse> answer = sqs.receiveMessage(this::configureRequest);
        waiting = answer;
        if (stopped) {
            answer.cancel(true);
        }
        try {
            return AwsFutures.await(answer).messages();
        } catch (CancellationException e) {
            return List.of();
        }
    }

    /** Deletes processed messages. One that can't be deleted is delivered again. */
    void delete(Collection<Message> messages) {
        List<DeleteMessageBatchRequestEntry> entries = messages.stream()
                .map(message -> DeleteMessageBatchRequestEntry.builder()
                        .id(message.messageId())
                        .receiptHandle(message.receiptHandle())
                        .build())
                .toList();
        if (!entries.isEmpty()) {
            AwsFutures.await(sqs.deleteMessageBatch(
                            request -> request.queueUrl(url).entries(entries)))
                    .failed()
                    .forEach(failed -> Log.warnf(
                            "Message %s can't be deleted and will be delivered again: %s", failed.id(), failed.code()));
        }
    }

    /** Extends the visibility timeout of messages. */
    void extendVisibility(Collection<Message> messages) {
        List<ChangeMessageVisibilityBatchRequestEntry> entries = messages.stream()
                .map(message -> ChangeMessageVisibilityBatchRequestEntry.builder()
                        .id(message.messageId())
                        .receiptHandle(message.receiptHandle())
                        .visibilityTimeout(Math.toIntExact(visibility.toSeconds()))
                        .build())
                .toList();
        if (!entries.isEmpty()) {
            AwsFutures.await(sqs.changeMessageVisibilityBatch(
                    request -> request.queueUrl(url).entries(entries)));
        }
    }

    /** Whether the queue has no messages, neither visible nor in flight nor delayed. */
    boolean isEmpty() {
        return !stopped
                && AwsFutures.await(sqs.getQueueAttributes(request -> request.queueUrl(url)
                                .attributeNames(
                                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED)))
                        .attributes()
                        .values()
                        .stream()
                        .allMatch("0"::equals);
    }

    /**
     * Number of receives before the queue moves a message to the dead letter queue; empty without a redrive policy or
     * if it is unknown.
     */
    OptionalInt maxReceiveCount() {
        try {
            String policy = AwsFutures.await(sqs.getQueueAttributes(
                            request -> request.queueUrl(url).attributeNames(QueueAttributeName.REDRIVE_POLICY)))
                    .attributes()
                    .get(QueueAttributeName.REDRIVE_POLICY);
            int most = policy == null
                    ? 0
                    : Json.read(policy, JsonNode.class).path("maxReceiveCount").asInt();
            return most > 0 ? OptionalInt.of(most) : OptionalInt.empty();
        } catch (RuntimeException e) {
            Log.warnf("The redrive policy of %s can't be read: %s", url, e.getMessage());
            return OptionalInt.empty();
        }
    }

    /** Number of receives of a message, including this one. */
    public static int receiveCount(Message message) {
        return Integer.parseInt(
                message.attributes().getOrDefault(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1"));
    }

    /** Ends all waiting permanently. */
    void stop() {
        stopped = true;
        Future<?> answer = waiting;
        if (answer != null) {
            answer.cancel(true);
        }
    }

    private void configureRequest(ReceiveMessageRequest.Builder request) {
        request.queueUrl(url)
                .maxNumberOfMessages(AT_ONCE)
                .waitTimeSeconds(wait)
                .visibilityTimeout(Math.toIntExact(visibility.toSeconds()))
                .messageSystemAttributeNames(
                        MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                        MessageSystemAttributeName.SENT_TIMESTAMP);
    }

    /** Parses the URL of a queue. */
    static final class QueueUrl {

        /** Queues of a region, including those of VPC endpoints and the legacy form. */
        private static final Pattern OF_A_REGION =
                Pattern.compile("(?:.*\\.)?sqs(?:-fips)?\\.([a-z0-9-]+)\\..*|([a-z0-9-]+)\\.queue\\.amazonaws\\..*");

        /** Region of hosts without a region: {@code queue.amazonaws.com}, and stand-ins. */
        private static final String FIRST = "us-east-1";

        private QueueUrl() {}

        /** The region in which a queue must be called. */
        static String region(URI url) {
            Matcher host =
                    OF_A_REGION.matcher(Optional.ofNullable(url.getHost()).orElse(""));
            if (!host.matches()) {
                return FIRST;
            }
            return host.group(1) == null ? host.group(2) : host.group(1);
        }
    }
}
