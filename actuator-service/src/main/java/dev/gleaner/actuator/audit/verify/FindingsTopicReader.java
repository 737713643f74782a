package dev.gleaner.actuator.audit.verify;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.service.kafka.KafkaClientFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The findings topic, read where the audit says that it was. Blocks; of a page, only hashes are kept. */
public final class FindingsTopicReader implements FindingsTopicCheck.Records, AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Consumer<byte[], byte[]> consumer;
    private final int partitions;

    public FindingsTopicReader(KafkaClientFactory kafka) {
        this.consumer = kafka.consumer(
                AuditTopicReader.ConsumerSettings.settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.partitions = consumer.listTopics()
                .getOrDefault(Topic.FINDINGS.topicName(), List.of())
                .size();
    }

    @Override
    public Map<Long, String> hashes(int partition, NavigableSet<Long> offsets) {
        Map<Long, String> hashes = new HashMap<>();
        if (partition >= partitions) {
            return hashes;
        }
        TopicPartition place = new TopicPartition(Topic.FINDINGS.topicName(), partition);
        consumer.assign(List.of(place));
        long from = Math.max(
                offsets.first(), consumer.beginningOffsets(List.of(place)).getOrDefault(place, 0L));
        long until =
                Math.min(offsets.last() + 1, consumer.endOffsets(List.of(place)).getOrDefault(place, 0L));
        if (from < until) {
            consumer.seek(place, from);
            read(place, until, offsets, hashes);
        }
        return hashes;
    }

    private void read(TopicPartition place, long until, NavigableSet<Long> offsets, Map<Long, String> hashes) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (consumer.position(place) < until) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("can't read " + place + " within " + PATIENCE);
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (offsets.contains(record.offset())) {
                    hashes.put(record.offset(), Json.sha256(value(record)));
                }
                deadline = Instant.now().plus(PATIENCE);
            }
        }
    }

    private static byte[] value(ConsumerRecord<byte[], byte[]> record) {
        return record.value() == null ? new byte[0] : record.value();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
