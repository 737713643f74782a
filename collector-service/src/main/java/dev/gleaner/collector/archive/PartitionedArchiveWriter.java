package dev.gleaner.collector.archive;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The files that are being written, one per partition. Only the end offsets of stored files may be committed: what is
 * in other files is read again after a crash.
 */
final class PartitionedArchiveWriter {

    private final ArchiveStorage storage;
    private final long size;
    private final Duration age;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Map<TopicPartition, ArchiveFileWriter> files = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> committable = new HashMap<>();

    /** Closes files that have reached this size or age. */
    PartitionedArchiveWriter(ArchiveStorage place, long size, Duration age, MeterRegistry meters, Clock clock) {
        this.storage = place;
        this.size = size;
        this.age = age;
        this.meters = meters;
        this.clock = clock;
    }

    void add(ConsumerRecord<byte[], byte[]> record) throws IOException {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        ArchiveFileWriter file = files.get(partition);
        if (file != null && !file.isSameHour(record)) {
            close(List.of(partition));
            file = null;
        }
        if (file == null) {
            file = ArchiveFileWriter.of(storage.spoolFolder(), record, clock.instant());
            files.put(partition, file);
        }
        file.append(record);
        if (file.size() >= size) {
            close(List.of(partition));
        }
    }

    /** Closes the files that have reached their age. */
    void closeExpired() throws IOException {
        List<TopicPartition> old = files.entrySet().stream()
                .filter(file ->
                        !clock.instant().isBefore(file.getValue().opened().plus(age)))
                .map(Map.Entry::getKey)
                .toList();
        close(old);
    }

    /** Closes the files of these partitions. */
    void close(Collection<TopicPartition> partitions) throws IOException {
        for (TopicPartition partition : partitions) {
            ArchiveFileWriter file = files.get(partition);
            if (file != null) {
                file.closeInto(storage);
                files.remove(partition);
                committable.put(partition, new OffsetAndMetadata(file.name().last() + 1));
                meters.counter("gleaner.collector.archive.files").increment();
                meters.counter("gleaner.collector.archive.signals").increment((double) file.signals());
            }
        }
    }

    /** Closes all files. */
    void closeAll() throws IOException {
        close(List.copyOf(files.keySet()));
    }

    /** Discards the files of partitions that have been assigned to another consumer. */
    void discard(Collection<TopicPartition> partitions) throws IOException {
        for (TopicPartition partition : partitions) {
            committable.remove(partition);
            ArchiveFileWriter file = files.remove(partition);
            if (file != null) {
                file.discard();
            }
        }
    }

    /** Discards all files. */
    void discardAll() throws IOException {
        committable.clear();
        discard(List.copyOf(files.keySet()));
    }

    /** Offsets up to which everything is in stored files, by partition, without those returned before. */
    Map<TopicPartition, OffsetAndMetadata> takeCommittableOffsets() {
        Map<TopicPartition, OffsetAndMetadata> taken = Map.copyOf(committable);
        committable.clear();
        return taken;
    }
}
