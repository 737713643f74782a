package dev.gleaner.benchmarks.topology;

import dev.gleaner.contracts.topic.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads what the analyzer publishes as the actuator does: only what is committed. */
final class FindingReader implements AutoCloseable {

    private final KafkaConsumer<String, byte[]> consumer;

    private FindingReader(String bootstrapServers) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Reads topics from their beginning. */
    static FindingReader fromBeginning(String bootstrapServers, Topic... topics) {
        FindingReader reader = new FindingReader(bootstrapServers);
        reader.consumer.seekToBeginning(reader.assign(topics));
        return reader;
    }

    /** Reads what is published from now on. */
    static FindingReader fromEnd(String bootstrapServers, Topic... topics) {
        FindingReader reader = new FindingReader(bootstrapServers);
        List<TopicPartition> partitions = reader.assign(topics);
        reader.consumer.seekToEnd(partitions);
        // The end is looked up when the position is asked for, which must not be after the first publication.
        partitions.forEach(reader.consumer::position);
        return reader;
    }

    /** Waits up to this time for records. */
    ConsumerRecords<String, byte[]> poll(Duration wait) {
        return consumer.poll(wait);
    }

    private List<TopicPartition> assign(Topic... topics) {
        List<TopicPartition> partitions = Stream.of(topics)
                .flatMap(topic -> consumer.partitionsFor(topic.topicName()).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        return partitions;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
