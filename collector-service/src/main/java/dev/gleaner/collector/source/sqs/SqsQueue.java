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

/** A queue of SQS. What is received and not deleted comes again once it is no longer hidden. */
public final class SqsQueue {

    /** SQS lets nobody wait longer. */
    public static final Duration LONG = Duration.ofSeconds(20);

    /** From one reading to the next: mostly it is the queue that lets wait, and a queue that fails is left alone a little. */
    public static final Duration PAUSE = Duration.ofSeconds(5);

    /** As many as SQS gives and takes in one call. */
    private static final int AT_ONCE = 10;

    private final SqsAsyncClient sqs;
    private final String url;
    private final Duration visibility;
    private final int wait;
    private volatile @Nullable Future<?> waiting;
    private volatile boolean stopped;

    /** A queue whose messages stay hidden for so long, and that is waited for so long until one comes. */
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

    /** Waits for messages; none when none came, or when nobody is to wait any more. */
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

    /** These have been dealt with. One that can't be deleted comes again. */
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
                    .forEach(failed ->
                            Log.warnf("Message %s can't be deleted and comes again: %s", failed.id(), failed.code()));
        }
    }

    /** Keeps these hidden for as long again. */
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

    /** Whether nothing lies there, nobody works on anything, and nothing is on its way. */
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

    /** How often a message is received before the queue moves it to its dead letters; empty where it moves none, or does not say. */
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

    /** How often a message has been received, this time included. */
    public static int receiveCount(Message message) {
        return Integer.parseInt(
                message.attributes().getOrDefault(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1"));
    }

    /** Ends the waiting, for good. */
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

    /** What the URL of a queue tells. */
    static final class QueueUrl {

        /** The queues of a region, those of its endpoint in a VPC among them; and the oldest form of their names. */
        private static final Pattern OF_A_REGION =
                Pattern.compile("(?:.*\\.)?sqs(?:-fips)?\\.([a-z0-9-]+)\\..*|([a-z0-9-]+)\\.queue\\.amazonaws\\..*");

        /** Of hosts that name none: {@code queue.amazonaws.com}, and stand-ins. */
        private static final String FIRST = "us-east-1";

        private QueueUrl() {}

        /** The region that a queue has to be asked in. */
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
