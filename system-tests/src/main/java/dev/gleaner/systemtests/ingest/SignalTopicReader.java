package dev.gleaner.systemtests.ingest;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gleaner.contracts.signal.SignalCodec;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What has arrived in {@code gleaner.signals}. */
public final class SignalTopicReader implements AutoCloseable {

    private static final Duration MOMENT = Duration.ofMillis(20);

    private final KafkaConsumer<String, byte[]> consumer;
    private final List<TopicPartition> partitions;

    /** Of a broker on which the topic is; from the beginning. */
    public SignalTopicReader(String bootstrapServers) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "reconnect.backoff.max.ms", "200"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        partitions = consumer.partitionsFor(Topic.SIGNALS.topicName()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Hands out all that has arrived since the last time, progress left out. */
    public void drain(Consumer<Signal> taker) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll(MOMENT, taker);
        }
    }

    /** Hands out what is there as soon as something is, at least within this time; how many. */
    int poll(Duration wait, Consumer<Signal> taker) {
        int count = 0;
        for (ConsumerRecord<String, byte[]> record : consumer.poll(wait)) {
            Signal signal = signal(record);
            if (signal.hasAccess() || signal.hasChanged()) {
                taker.accept(signal);
                count++;
            }
        }
        return count;
    }

    /** Ids of all events that a signal tells of. */
    public static Stream<String> ids(Signal signal) {
        return signal.hasAccess()
                ? signal.getAccess().getObjectsList().stream().map(ObjectAccess::getEventId)
                : Stream.of(signal.getChanged().getEventId());
    }

    /** How many of these never arrived. */
    public static long missing(List<String> expected, Set<String> arrived) {
        return expected.stream().filter(id -> !arrived.contains(id)).count();
    }

    private static Signal signal(ConsumerRecord<String, byte[]> record) {
        try {
            return SignalCodec.decode(record.value());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
