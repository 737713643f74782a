package dev.gleaner.local.feed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.json.Json;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.local.estate.Call;
import dev.gleaner.local.estate.Event;
import dev.gleaner.local.estate.When;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What Gleaner itself has done so far, as its audit says: the stand-in forgets it at each restart. */
final class AuditedActions {

    /** By the state that was seen, else by the name of the action. */
    private static final Map<String, Call> CALLS = Map.of(
            "stopped", Call.STOP_INSTANCES,
            "running", Call.START_INSTANCES,
            "stop-instance", Call.STOP_INSTANCES,
            "start-instance", Call.START_INSTANCES);

    private static final Duration POLL = Duration.ofMillis(500);

    private AuditedActions() {}

    /** The calls that were observed to have worked, in order; {@code names} gives the logical name of an ARN. */
    static List<Event> read(String bootstrapServers, Map<String, String> names) {
        List<Event> events = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrapServers)) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topic.AUDIT.topicName()).stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    event(record.value(), names).ifPresent(events::add);
                }
            }
        }
        return events;
    }

    /** The call that an entry says was observed; empty when it says something else. */
    static Optional<Event> event(byte[] entryJson, Map<String, String> names) {
        AuditEntry entry = Json.read(entryJson, AuditEntry.class);
        JsonNode detail = entry.detail();
        Call call = CALLS.getOrDefault(
                detail.path("state").asText(), CALLS.get(detail.path("action").asText()));
        String arn = entry.resource() == null ? detail.path("resource").asText() : entry.resource();
        String name = names.get(arn);
        return entry.kind() != AuditEntry.Kind.OBSERVED || call == null || name == null
                ? Optional.empty()
                : Optional.of(Event.of(call, name, new When(entry.at().toString())));
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers) {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed");
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
