package dev.gleaner.collector.kafka;

import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.service.kafka.KafkaClientFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the last published checkpoints of sources. */
@ApplicationScoped
public class CheckpointReader {

    private static final TopicPartition PARTITION = new TopicPartition(Topic.CHECKPOINTS.topicName(), 0);
    private static final Duration WAIT = Duration.ofMillis(200);

    private final KafkaClientFactory kafka;

    CheckpointReader(KafkaClientFactory kafka) {
        this.kafka = kafka;
    }

    /** The checkpoint of this key. Reads the topic, so it is for starts only. */
    public Optional<byte[]> find(String key) {
        return Optional.ofNullable(all(key::equals).get(key));
    }

    /** All checkpoints whose key has this prefix. Reads the whole compacted topic, so it is for starts only. */
    public Map<String, byte[]> findByPrefix(String prefix) {
        return all(key -> key.startsWith(prefix));
    }

    private Map<String, byte[]> all(Predicate<String> wanted) {
        Map<String, Object> settings = Map.of(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        Map<String, byte[]> found = new HashMap<>();
        try (Consumer<String, byte[]> consumer =
                kafka.consumer(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
            while (consumer.position(PARTITION) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(WAIT)) {
                    if (wanted.test(record.key())) {
                        found.put(record.key(), record.value());
                    }
                }
            }
        }
        return found;
    }
}
