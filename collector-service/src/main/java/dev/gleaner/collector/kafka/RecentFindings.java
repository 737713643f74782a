package dev.gleaner.collector.kafka;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.service.kafka.KafkaClientFactory;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Recent findings of the analyzer, about which people decide next. Each call reads the end of the topic; nothing is
 * cached.
 */
@ApplicationScoped
public class RecentFindings {

    private static final String TOPIC = Topic.FINDINGS.topicName();
    private static final Duration WAIT = Duration.ofMillis(200);
    private static final Map<String, Object> SETTINGS = Map.of(
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");

    private final KafkaClientFactory kafka;
    private final Clock clock;

    RecentFindings(KafkaClientFactory kafka, Clock clock) {
        this.kafka = kafka;
        this.clock = clock;
    }

    /** ARNs of resources with an open finding of which a version was published within this time, the newest first. */
    public List<String> resourcesWithOpenFindings(Duration within) {
        Map<String, Finding> latest = new HashMap<>();
        try (Consumer<String, byte[]> consumer =
                kafka.consumer(SETTINGS, new StringDeserializer(), new ByteArrayDeserializer())) {
            seek(consumer, within);
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(WAIT).forEach(record -> take(record, latest));
            }
        }
        return latest.values().stream()
                .filter(finding -> finding.status() == Finding.Status.OPEN)
                .sorted(Comparator.comparing(Finding::openedAt).reversed())
                .map(Finding::resource)
                .distinct()
                .toList();
    }

    /** Moves each partition to the first record of this period; partitions that are older or missing are not read. */
    private void seek(Consumer<String, byte[]> consumer, Duration within) {
        long since = clock.instant().minus(within).toEpochMilli();
        Map<TopicPartition, Long> times = consumer.partitionsFor(TOPIC).stream()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(TOPIC, partition.partition()), partition -> since));
        Map<TopicPartition, Long> starts = new HashMap<>();
        consumer.offsetsForTimes(times).forEach((partition, offset) -> {
            if (offset != null) {
                starts.put(partition, offset.offset());
            }
        });
        consumer.assign(starts.keySet());
        starts.forEach(consumer::seek);
    }

    private static void take(ConsumerRecord<String, byte[]> record, Map<String, Finding> latest) {
        try {
            Finding finding = Json.read(record.value(), Finding.class);
            latest.put(finding.id(), finding);
        } catch (RuntimeException e) {
            Log.warnf("A finding at %s-%d can't be read: %s", record.partition(), record.offset(), e.getMessage());
        }
    }
}
