package dev.gleaner.actuator.audit.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.service.kafka.KafkaClientFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Compares the hashes of findings in the audit with the records of the findings topic at the same positions. A record that
 * does not exist any more (retention, a topic that was created again) proves nothing and is no break; a different one is.
 */
public final class FindingsTopicCheck {

    /** Source of the records of the topic. */
    interface Records {

        /** Returns the SHA-256 of the records at these offsets, without those that do not exist. */
        Map<Long, String> hashes(int partition, NavigableSet<Long> offsets);
    }

    /** Most differing records that are remembered until it is known whether the topic was created again. */
    private static final int MAX_DIFFERING = 100_000;

    private final FirstBreak firstBreak;
    private final Records records;
    private final Map<Place, Differing> differing = new HashMap<>();
    private long same;
    private long gone;

    FindingsTopicCheck(FirstBreak firstBreak, Records records) {
        this.firstBreak = firstBreak;
        this.records = records;
    }

    /** Compares the next entries of the chain, which may be of any kind. */
    void next(List<AuditEntry> page) {
        Map<Integer, NavigableSet<Long>> asked = new TreeMap<>();
        page.stream()
                .filter(FindingsTopicCheck::isSeen)
                .map(Place::of)
                .forEach(place -> asked.computeIfAbsent(place.partition(), any -> new TreeSet<>())
                        .add(place.offset()));
        Map<Integer, Map<Long, String>> found = new HashMap<>();
        asked.forEach((partition, offsets) -> found.put(partition, records.hashes(partition, offsets)));
        page.stream().filter(FindingsTopicCheck::isSeen).forEach(entry -> {
            Place place = Place.of(entry);
            String hash = found.getOrDefault(place.partition(), Map.of()).get(place.offset());
            compare(entry, place, hash == null ? "" : hash);
        });
    }

    /** Reports the records that differ and were not seen later with their present content. */
    Report end() {
        differing
                .values()
                .forEach(one -> firstBreak.add(one.sequence(), "the findings topic holds another record there"));
        return new Report(same, gone, differing.size());
    }

    private void compare(AuditEntry entry, Place place, String hash) {
        if (hash.isEmpty()) {
            gone++;
        } else if (hash.equals(entry.detail().path("sha256").asText())) {
            same++;
            // A topic that was created again reuses offsets; the earlier record is gone.
            Differing before = differing.remove(place);
            gone += before == null ? 0 : before.count();
        } else {
            differ(entry.sequence(), place);
        }
    }

    private void differ(long sequence, Place place) {
        if (differing.size() >= MAX_DIFFERING) {
            firstBreak.add(sequence, "the findings topic holds other records than were seen, here and at many places");
            return;
        }
        differing.merge(
                place, new Differing(sequence, 1), (one, more) -> new Differing(one.sequence(), one.count() + 1));
    }

    private static boolean isSeen(AuditEntry entry) {
        return entry.kind() == AuditEntry.Kind.FINDING_SEEN
                && entry.detail().path("topic").asText().equals(Topic.FINDINGS.topicName());
    }

    private record Place(int partition, long offset) {

        static Place of(AuditEntry entry) {
            JsonNode detail = entry.detail();
            return new Place(
                    detail.path("partition").asInt(), detail.path("offset").asLong());
        }
    }

    /** The first entry that differs from the record at its position, and the number of such entries. */
    private record Differing(long sequence, int count) {}

    /**
     * Result of the comparison.
     *
     * @param same records that are unchanged
     * @param gone records that do not exist any more, which proves nothing
     * @param differ positions with a different record
     */
    public record Report(long same, long gone, long differ) {}

    /** Reads the findings topic at given offsets and keeps only hashes. Blocks. */
    public static final class TopicReader implements FindingsTopicCheck.Records, AutoCloseable {

        private static final Duration POLL = Duration.ofMillis(500);
        private static final Duration PATIENCE = Duration.ofSeconds(30);

        private final Consumer<byte[], byte[]> consumer;
        private final int partitions;

        public TopicReader(KafkaClientFactory kafka) {
            this.consumer = kafka.consumer(
                    AuditTopicReader.ConsumerSettings.settings(),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer());
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
            long until = Math.min(
                    offsets.last() + 1, consumer.endOffsets(List.of(place)).getOrDefault(place, 0L));
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
}
