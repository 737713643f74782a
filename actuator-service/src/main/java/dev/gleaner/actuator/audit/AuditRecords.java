package dev.gleaner.actuator.audit;

import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.service.kafka.KafkaClientFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The records of the audit topic from its first to the last that is committed when this is made. Blocks. */
final class AuditRecords implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final TopicPartition PARTITION = new TopicPartition(Topic.AUDIT.topicName(), 0);

    private final Consumer<byte[], byte[]> consumer;
    private final long end;
    private Iterator<ConsumerRecord<byte[], byte[]>> batch = Collections.emptyIterator();

    AuditRecords(KafkaClientFactory kafka) {
        this.consumer =
                kafka.consumer(TopicReading.settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(List.of(PARTITION));
        consumer.seekToBeginning(List.of(PARTITION));
        this.end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
    }

    /** The next value; empty after the last. */
    Optional<byte[]> next() {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!batch.hasNext() && consumer.position(PARTITION) < end) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("can't read " + PARTITION + " within " + PATIENCE);
            }
            batch = consumer.poll(POLL).iterator();
        }
        if (!batch.hasNext()) {
            return Optional.empty();
        }
        byte[] value = batch.next().value();
        return Optional.of(value == null ? new byte[0] : value);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
