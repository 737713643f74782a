package dev.gleaner.actuator.audit.verify;

import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.service.kafka.KafkaClientFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the audit topic from its first record to the last one that is committed when the reader is created. Blocks. */
public final class AuditTopicReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration READ_TIMEOUT = Duration.ofMinutes(2);
    private static final TopicPartition PARTITION = new TopicPartition(Topic.AUDIT.topicName(), 0);

    private final Consumer<byte[], byte[]> consumer;
    private final long end;
    private Iterator<ConsumerRecord<byte[], byte[]>> batch = Collections.emptyIterator();

    public AuditTopicReader(KafkaClientFactory kafka) {
        this(kafka.consumer(ConsumerSettings.settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }

    AuditTopicReader(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
        consumer.assign(List.of(PARTITION));
        consumer.seekToBeginning(List.of(PARTITION));
        this.end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
    }

    /** Returns the next value; empty after the last of those that were there at the beginning. */
    Optional<byte[]> next() {
        Instant deadline = Instant.now().plus(READ_TIMEOUT);
        while (!batch.hasNext() && consumer.position(PARTITION) < end) {
            if (Instant.now().isAfter(deadline)) {
                throw new TimeoutException("can't read " + PARTITION + " within " + READ_TIMEOUT);
            }
            batch = consumer.poll(POLL).iterator();
        }
        if (!batch.hasNext()) {
            return Optional.empty();
        }
        ConsumerRecord<byte[], byte[]> record = batch.next();
        if (record.offset() >= end) {
            // Published since: the database need not show it to a verification that began before.
            batch = Collections.emptyIterator();
            return Optional.empty();
        }
        byte[] value = record.value();
        return Optional.of(value == null ? new byte[0] : value);
    }

    @Override
    public void close() {
        consumer.close();
    }

    /** Consumer settings for verification: committed records, at any position, without a group. */
    static final class ConsumerSettings {

        private static final int TIMEOUT_MILLIS = 10_000;

        /** A short wait, since the records exist already and a fetch at the end of a partition delays the next one. */
        private static final int WAIT_MILLIS = 10;

        private ConsumerSettings() {}

        static Map<String, Object> settings() {
            Map<String, Object> config = new HashMap<>();
            config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
            config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
            config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
            config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
            config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, WAIT_MILLIS);
            return config;
        }
    }
}
