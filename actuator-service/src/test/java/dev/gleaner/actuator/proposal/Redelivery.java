package dev.gleaner.actuator.proposal;

import io.quarkus.vertx.VertxContextSupport;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** Hands a record to the channel as the broker does after a rebalance: at the same place, once more. */
@ApplicationScoped
public class Redelivery {

    private final FindingConsumer channel;

    Redelivery(FindingConsumer channel) {
        this.channel = channel;
    }

    /** Done once the channel has taken it. */
    public void again(RecordMetadata place, byte[] value) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                place.topic(), place.partition(), place.offset(), "key".getBytes(StandardCharsets.UTF_8), value);
        ConsumerRecords<byte[], byte[]> records = new ConsumerRecords<>(
                Map.of(new TopicPartition(place.topic(), place.partition()), List.of(record)), Map.of());
        try {
            VertxContextSupport.subscribeAndAwait(() -> channel.consume(records));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
