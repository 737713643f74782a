package dev.gleaner.benchmarks.refusal;

import dev.gleaner.contracts.confirmation.Confirmation;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.json.Json;
import dev.gleaner.contracts.topic.CloudEvents;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.RealKafka;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What the analyzer would send. */
final class Topics implements AutoCloseable {

    private final KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", RealKafka.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer());

    /** It was found true through this hour. */
    void confirm(String finding, Confirmation confirmation) {
        put(new ProducerRecord<>(Topic.CONFIRMATIONS.topicName(), finding, Json.bytes(confirmation)));
    }

    /** A finding, taken by the broker on return. */
    void send(Finding finding) {
        put(new ProducerRecord<>(
                Topic.FINDINGS.topicName(), null, finding.id(), Json.bytes(finding), CloudEvents.of(finding)));
    }

    private void put(ProducerRecord<String, byte[]> record) {
        try {
            producer.send(record).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("Kafka did not take a record", e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
