package dev.gleaner.local.runtime.kafka;

import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.local.runtime.process.ReadinessCondition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer group has read all committed records of a topic. Offsets alone do not show this, since the end of a
 * transaction has an offset too. Therefore the records after the group's position are read.
 */
public record ConsumerCaughtUpCondition(String culprit, Map<String, String> client, String group, Topic topic)
        implements ReadinessCondition {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int ENOUGH = 500;

    @Override
    public Optional<String> missing() {
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            long lag = lag(consumer);
            return lag == 0
                    ? Optional.empty()
                    : Optional.of("%s has %s%d records of %s to read"
                            .formatted(culprit, lag >= ENOUGH ? "about " : "", lag, topic.topicName()));
        } catch (KafkaException e) {
            return Optional.of("the lag of " + culprit + " is unknown: " + e.getMessage());
        }
    }

    private Consumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put("group.id", group);
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "earliest");
        settings.put("isolation.level", "read_committed");
        settings.put("default.api.timeout.ms", Long.toString(PATIENCE.toMillis()));
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private long lag(Consumer<byte[], byte[]> consumer) {
        Map<TopicPartition, Long> behind = behind(consumer);
        long total = behind.values().stream().mapToLong(Long::longValue).sum();
        return total == 0 || total >= ENOUGH ? total : readable(consumer, behind);
    }

    /** The number of offsets after the position of the group, by partition; seeks to that position. */
    private Map<TopicPartition, Long> behind(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = partitions(consumer);
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> behind = new HashMap<>();
        for (TopicPartition partition : partitions) {
            long end = ends.getOrDefault(partition, 0L);
            if (end > 0 && consumer.position(partition) < end) {
                behind.put(partition, end - consumer.position(partition));
            }
        }
        return behind;
    }

    private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
        List<PartitionInfo> known = consumer.partitionsFor(topic.topicName());
        if (known == null || known.isEmpty()) {
            throw new KafkaException(topic.topicName() + " does not exist yet");
        }
        return known.stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
    }

    private static long readable(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> behind) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(behind.keySet());
        consumer.assign(behind.keySet());
        long records = 0;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            records += consumer.poll(Duration.ofMillis(200)).count();
            if (records > 0) {
                return records;
            }
            if (System.nanoTime() > deadline) {
                throw new KafkaException("records could not be read within " + PATIENCE);
            }
        }
        return records;
    }
}
