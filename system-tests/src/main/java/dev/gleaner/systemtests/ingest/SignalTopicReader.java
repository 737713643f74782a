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

/** Reads the topic {@code gleaner.signals}. */
public final class SignalTopicReader implements AutoCloseable {

    private static final Duration MOMENT = Duration.ofMillis(20);

    private final KafkaConsumer<String, byte[]> consumer;
    private final List<TopicPartition> partitions;

    /** Reads the topic, which must exist, from its beginning. */
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

    /** Passes all signals since the last call to the consumer, without progress. */
    public void drain(Consumer<Signal> sink) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll(MOMENT, sink);
        }
    }

    /** Waits up to this time for signals, and passes them to the consumer; their number. */
    int poll(Duration wait, Consumer<Signal> sink) {
        int count = 0;
        for (ConsumerRecord<String, byte[]> record : consumer.poll(wait)) {
            Signal signal = signal(record);
            if (signal.hasAccess() || signal.hasChanged()) {
                sink.accept(signal);
                count++;
            }
        }
        return count;
    }

    /** Ids of the events of a signal. */
    public static Stream<String> ids(Signal signal) {
        return signal.hasAccess()
                ? signal.getAccess().getObjectsList().stream().map(ObjectAccess::getEventId)
                : Stream.of(signal.getChanged().getEventId());
    }

    /** How many of the expected events did not arrive. */
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
