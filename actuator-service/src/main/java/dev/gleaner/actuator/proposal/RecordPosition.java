package dev.gleaner.actuator.proposal;

import dev.gleaner.contracts.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Where a record lies in Kafka, with the hash of its content. */
record RecordPosition(String topic, int partition, long offset, String sha256) {

    static RecordPosition of(ConsumerRecord<byte[], byte[]> record) {
        return new RecordPosition(record.topic(), record.partition(), record.offset(), Json.sha256(bytes(record)));
    }

    static byte[] bytes(ConsumerRecord<byte[], byte[]> record) {
        byte @Nullable [] value = record.value();
        return value == null ? new byte[0] : value;
    }

    /** As the audit shows it. */
    Map<String, @Nullable Object> detail() {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("topic", topic);
        detail.put("partition", partition);
        detail.put("offset", offset);
        detail.put("sha256", sha256);
        return detail;
    }
}
