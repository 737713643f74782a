package dev.gleaner.collector.kafka;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.CloudTrailEcho;
import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.signal.SignalCodec;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.DeadLetter;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.service.kafka.ServiceTopics;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * Sends to Kafka and returns once Kafka has acknowledged everything. After an exception the caller may send again: consumers recognise
 * duplicates by their ids.
 */
@Startup
@ApplicationScoped
public class KafkaPublisher {

    /** Number of records sent before waiting for acknowledgement, which bounds memory. */
    private static final int BATCH = 1000;

    private final MutinyEmitter<byte[]> publishSignals;
    private final MutinyEmitter<byte[]> publishInventory;
    private final MutinyEmitter<byte[]> publishEchoes;
    private final MutinyEmitter<byte[]> publishPrices;
    private final MutinyEmitter<byte[]> publishDeadLetters;
    private final MutinyEmitter<byte[]> publishCheckpoints;
    private final int partitions;
    private final PublishedListingTracker listings = new PublishedListingTracker();

    KafkaPublisher(
            @Channel("signals") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) MutinyEmitter<byte[]> signals,
            @Channel("inventory") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) MutinyEmitter<byte[]> inventory,
            @Channel("echoes") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) MutinyEmitter<byte[]> echoes,
            @Channel("prices") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) MutinyEmitter<byte[]> prices,
            @Channel("dead-letters") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    MutinyEmitter<byte[]> deadLetters,
            @Channel("checkpoints") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) MutinyEmitter<byte[]> checkpoints,
            ServiceTopics topics) {
        this.publishSignals = signals;
        this.publishInventory = inventory;
        this.publishEchoes = echoes;
        this.publishPrices = prices;
        this.publishDeadLetters = deadLetters;
        this.publishCheckpoints = checkpoints;
        this.partitions = topics.partitionsOf(Topic.SIGNALS);
    }

    /** Publishes signals of resources, each to the partition of the resource's root. */
    public void publishSignals(Collection<Signal> batch) {
        // Before they are sent: after an exception they may be in Kafka nevertheless.
        listings.markChanged(batch);
        send(publishSignals, batch.stream().map(KafkaPublisher::keyed).toList());
    }

    /** Publishes inventory to the signals and to the topic that keeps the latest of each resource. */
    public void publishInventory(Collection<Signal> batch) {
        publishSignals(batch);
        send(publishInventory, batch.stream().map(KafkaPublisher::keyed).toList());
    }

    /**
     * Publishes a listing like other inventory, without resources whose listing is unchanged since it was last published, unless
     * that was before the present period or a change of the resource was published since.
     *
     * @return number of published signals
     */
    public int publishListing(Collection<Signal> listed, Duration period) {
        return listings.publish(listed, period, this::publishInventory);
    }

    /** Publishes a signal about no resource, which every consumer needs, to every partition. */
    public void publishToEveryPartition(Signal signal) {
        byte[] bytes = SignalCodec.encode(signal);
        send(
                publishSignals,
                IntStream.range(0, partitions)
                        .mapToObj(partition -> message(
                                bytes,
                                OutgoingKafkaRecordMetadata.<String>builder()
                                        .withPartition(partition)
                                        .build()))
                        .toList());
    }

    /** Publishes CloudTrail's records of Gleaner's own calls. */
    public void publishEchoes(Collection<CloudTrailEcho> batch) {
        sendJson(publishEchoes, batch, CloudTrailEcho::requestId);
    }

    /** Publishes prices. A price replaces the one of the same key from its first day on. */
    public void publishPrices(Collection<Price> batch) {
        sendJson(publishPrices, batch, Price::topicKey);
    }

    /** Publishes input that could not be read. */
    public void publishDeadLetters(Collection<DeadLetter> batch) {
        send(
                publishDeadLetters,
                batch.stream().map(letter -> Message.of(Json.bytes(letter))).toList());
    }

    /** Publishes a checkpoint, which replaces the last one of the same key. */
    public void publishCheckpoint(String key, byte[] position) {
        send(publishCheckpoints, List.of(message(position, key(key))));
    }

    /** Publishes several checkpoints by key; throws if any of them failed, after trying all. */
    public void publishCheckpoints(Map<String, byte[]> positions) {
        send(
                publishCheckpoints,
                positions.entrySet().stream()
                        .map(position -> message(position.getValue(), key(position.getKey())))
                        .toList());
    }

    private static Message<byte[]> keyed(Signal signal) {
        return message(SignalCodec.encode(signal), key(signal.getResource()));
    }

    private static OutgoingKafkaRecordMetadata<String> key(String key) {
        return OutgoingKafkaRecordMetadata.<String>builder().withKey(key).build();
    }

    private static Message<byte[]> message(byte[] bytes, OutgoingKafkaRecordMetadata<String> metadata) {
        return Message.of(bytes).addMetadata(metadata);
    }

    private static <T> void sendJson(MutinyEmitter<byte[]> emitter, Collection<T> batch, Function<T, String> keyOf) {
        send(
                emitter,
                batch.stream()
                        .map(value -> message(Json.bytes(value), key(keyOf.apply(value))))
                        .toList());
    }

    private static void send(MutinyEmitter<byte[]> emitter, List<Message<byte[]>> messages) {
        for (int from = 0; from < messages.size(); from += BATCH) {
            List<Uni<Void>> sent = new ArrayList<>();
            messages.subList(from, Math.min(from + BATCH, messages.size()))
                    .forEach(message -> sent.add(emitter.sendMessage(message)));
            Uni.join().all(sent).andCollectFailures().await().indefinitely();
        }
    }
}
