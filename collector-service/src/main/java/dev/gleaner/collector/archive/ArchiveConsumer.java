package dev.gleaner.collector.archive;

import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.service.kafka.KafkaClientFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads {@code gleaner.signals} into files, as one of a group of its own, so that all collectors together archive each once. */
final class ArchiveConsumer implements ConsumerRebalanceListener {

    static final String GROUP = "gleaner-archive";

    private static final Duration WAIT = Duration.ofMillis(500);

    /** At the end of an hour a file of each partition may have to go to S3 before the next poll. */
    private static final Duration BETWEEN_POLLS = Duration.ofMinutes(30);

    private final PartitionedArchiveWriter files;
    private final BooleanSupplier on;
    private final Consumer<byte[], byte[]> consumer;

    /** Reads as long as it is to go on. */
    ArchiveConsumer(KafkaClientFactory kafka, PartitionedArchiveWriter files, BooleanSupplier on) {
        this.files = files;
        this.on = on;
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, Math.toIntExact(BETWEEN_POLLS.toMillis()));
        this.consumer = kafka.consumer(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Ends with whole files when it is told to; throws when a file can't be written, or Kafka can't be read any more. */
    void run() throws IOException {
        try (consumer) {
            consumer.subscribe(List.of(Topic.SIGNALS.topicName()), this);
            while (on.getAsBoolean()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
                    files.add(record);
                }
                files.closeExpired();
                commit();
            }
            files.closeAll();
            commit();
        }
    }

    /** Only after the files: what is committed is never read again. */
    private void commit() {
        Map<TopicPartition, OffsetAndMetadata> kept = files.takeCommittableOffsets();
        if (!kept.isEmpty()) {
            consumer.commitSync(kept);
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        // Each is read from where its last whole file ends.
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        try {
            files.close(partitions);
            commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        try {
            files.discard(partitions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
