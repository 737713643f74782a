package dev.gleaner.actuator.audit;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.topic.CloudEventHeaders;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.service.kafka.KafkaClientFactory;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the audit topic in transactions under one transactional id, so that a new writer fences off an old one. All
 * methods block.
 */
@ApplicationScoped
class AuditTopicWriter {

    private static final String KEY = "chain";

    private final KafkaClientFactory kafka;
    private @Nullable Producer<String, byte[]> producer;

    AuditTopicWriter(KafkaClientFactory kafka) {
        this.kafka = kafka;
    }

    /** Fences off every earlier writer, including this one. */
    synchronized void fence() {
        close();
        Producer<String, byte[]> fresh =
                kafka.producer(producerConfig(), new StringSerializer(), new ByteArraySerializer());
        try {
            fresh.initTransactions();
            producer = fresh;
        } catch (KafkaException e) {
            fresh.close(Duration.ZERO);
            throw e;
        }
    }

    /** Appends all entries or none. After a failure the producer is replaced, since a fenced one can't be used again. */
    synchronized void append(List<AuditEntry> entries) {
        if (producer == null) {
            fence();
        }
        Producer<String, byte[]> writer = Objects.requireNonNull(producer);
        try {
            writer.beginTransaction();
            for (AuditEntry entry : entries) {
                // The commit throws the failure of a send.
                Future<RecordMetadata> unused = writer.send(record(entry));
            }
            writer.commitTransaction();
        } catch (KafkaException e) {
            close();
            throw e;
        }
    }

    @PreDestroy
    synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
            producer = null;
        }
    }

    private static ProducerRecord<String, byte[]> record(AuditEntry entry) {
        return new ProducerRecord<>(Topic.AUDIT.topicName(), 0, KEY, Json.bytes(entry), CloudEventHeaders.of(entry));
    }

    private static Map<String, Object> producerConfig() {
        return Map.of(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG, "gleaner-audit",
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 30_000,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        Topic.AUDIT.largestRecord().orElseThrow(),
                ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
    }
}
