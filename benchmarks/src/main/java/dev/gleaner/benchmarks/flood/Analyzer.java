package dev.gleaner.benchmarks.flood;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.topic.CloudEventHeaders;
import dev.gleaner.contracts.topic.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes findings as the analyzer does, as fast as the broker takes them. */
final class Analyzer {

    private Analyzer() {}

    /** All of them, confirmed just now; when the first was sent. */
    static Instant publish(String bootstrapServers, List<Finding> findings) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "linger.ms", "5");
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            Instant now = Instant.now();
            byte[] confirmation = Json.bytes(new FindingConfirmation(now));
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (Finding finding : findings) {
                sent.add(producer.send(
                        new ProducerRecord<>(Topic.CONFIRMATIONS.topicName(), finding.id(), confirmation)));
                sent.add(producer.send(new ProducerRecord<>(
                        Topic.FINDINGS.topicName(),
                        null,
                        finding.id(),
                        Json.bytes(finding),
                        CloudEventHeaders.of(finding))));
            }
            producer.flush();
            sent.forEach(Analyzer::requireTaken);
            return now;
        }
    }

    private static void requireTaken(Future<RecordMetadata> record) {
        try {
            record.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("Kafka did not take a record", e);
        }
    }
}
