package dev.gleaner.actuator.kafka;

import dev.gleaner.contracts.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Position of a record in Kafka, with the hash of its content. */
public record RecordPosition(String topic, int partition, long offset, String sha256) {

    public static RecordPosition of(ConsumerRecord<byte[], byte[]> record) {
        return new RecordPosition(record.topic(), record.partition(), record.offset(), Json.sha256(bytes(record)));
    }

    public static byte[] bytes(ConsumerRecord<byte[], byte[]> record) {
        byte @Nullable [] value = record.value();
        return value == null ? new byte[0] : value;
    }

    /** Detail of the audit entry. */
    public Map<String, @Nullable Object> detail() {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("topic", topic);
        detail.put("partition", partition);
        detail.put("offset", offset);
        detail.put("sha256", sha256);
        return detail;
    }
}
