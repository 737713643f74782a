package dev.gleaner.collector;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gleaner.contracts.deadletter.DeadLetter;
import dev.gleaner.contracts.json.Json;
import dev.gleaner.contracts.signal.Signal;
import dev.gleaner.contracts.topic.SignalCodec;
import dev.gleaner.contracts.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads what a topic of the real broker holds now. */
public final class TopicReader {

    private final String bootstrapServers;

    /** A reader of this broker. */
    public TopicReader(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** All records, in the order of each partition. */
    public List<ConsumerRecord<String, byte[]>> records(Topic topic) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.topicName()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    /** All signals. */
    public List<Signal> signals() {
        return records(Topic.SIGNALS).stream().map(TopicReader::signal).toList();
    }

    /** All dead letters. */
    public List<DeadLetter> deadLetters() {
        return records(Topic.DEAD_LETTERS).stream()
                .map(record -> Json.read(record.value(), DeadLetter.class))
                .toList();
    }

    /** A record's signal. */
    public static Signal signal(ConsumerRecord<String, byte[]> record) {
        try {
            return SignalCodec.decode(record.value());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
