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

/**
 * Writes {@code gleaner.signals} to files. All collectors share one consumer group, so that each signal is archived
 * once.
 */
final class ArchiveConsumer implements ConsumerRebalanceListener {

    static final String GROUP = "gleaner-archive";

    private static final Duration WAIT = Duration.ofMillis(500);

    /** At the end of an hour the file of each partition may have to be uploaded to S3 before the next poll. */
    private static final Duration BETWEEN_POLLS = Duration.ofMinutes(30);

    private final PartitionedArchiveWriter files;
    private final BooleanSupplier on;
    private final Consumer<byte[], byte[]> consumer;

    /** Consumes while {@code running} is true. */
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

    /**
     * Returns after closing all files once it is stopped; throws if a file can't be written or Kafka can't be read.
     */
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

    /** Called only after the files are stored: what is committed is never read again. */
    private void commit() {
        Map<TopicPartition, OffsetAndMetadata> kept = files.takeCommittableOffsets();
        if (!kept.isEmpty()) {
            consumer.commitSync(kept);
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        // Each partition is read from the end of its last complete file.
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
