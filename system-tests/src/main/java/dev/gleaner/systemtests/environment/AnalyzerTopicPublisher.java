package dev.gleaner.systemtests.environment;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.topic.CloudEventHeaders;
import dev.gleaner.contracts.topic.Topic;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Findings and their confirmations, sent as the analyzer sends them, and taken by the broker on return. */
public final class AnalyzerTopicPublisher implements AutoCloseable {

    private final KafkaProducer<String, byte[]> producer;

    /** On the broker that is found there. */
    public AnalyzerTopicPublisher(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer());
    }

    /** It was found true through this hour. */
    public void confirm(String finding, FindingConfirmation confirmation) {
        put(new ProducerRecord<>(Topic.CONFIRMATIONS.topicName(), finding, Json.bytes(confirmation)));
    }

    /** A version of a finding. */
    public void send(Finding finding) {
        put(new ProducerRecord<>(
                Topic.FINDINGS.topicName(), null, finding.id(), Json.bytes(finding), CloudEventHeaders.of(finding)));
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
