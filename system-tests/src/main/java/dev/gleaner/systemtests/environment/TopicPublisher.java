package dev.gleaner.systemtests.environment;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.finding.GpuActivity;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.WorkReport;
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
import org.jspecify.annotations.Nullable;

/**
 * Publishes findings, their confirmations and the activity of GPUs as the analyzer does, and reports of work as the collector does. Each method returns when the
 * broker has acknowledged.
 */
public final class TopicPublisher implements AutoCloseable {

    private final KafkaProducer<String, byte[]> producer;

    public TopicPublisher(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer());
    }

    /** Publishes a confirmation of a finding. */
    public void confirm(String finding, FindingConfirmation confirmation) {
        awaitAcknowledged(sendConfirmation(finding, confirmation));
    }

    /** Publishes a version of a finding. */
    public void send(Finding finding) {
        awaitAcknowledged(sendFinding(finding));
    }

    /** Publishes a report that someone is at work on an instance. */
    public void send(Arn instance, WorkReport report) {
        awaitAcknowledged(producer.send(
                new ProducerRecord<>(Topic.WORK_REPORTS.topicName(), instance.toString(), Json.bytes(report))));
    }

    /** Publishes what the readings of the GPUs of an instance show; null withdraws it. */
    public void send(Arn instance, @Nullable GpuActivity activity) {
        awaitAcknowledged(producer.send(new ProducerRecord<>(
                Topic.GPU_ACTIVITY.topicName(), instance.toString(), activity == null ? null : Json.bytes(activity))));
    }

    /** Publishes findings, each with a confirmation of now, as fast as the broker accepts them; the time of the first. */
    public Instant publish(List<Finding> findings) {
        Instant now = Instant.now();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (Finding finding : findings) {
            sent.add(sendConfirmation(finding.id(), new FindingConfirmation(now)));
            sent.add(sendFinding(finding));
        }
        producer.flush();
        sent.forEach(TopicPublisher::awaitAcknowledged);
        return now;
    }

    private Future<RecordMetadata> sendConfirmation(String finding, FindingConfirmation confirmation) {
        return producer.send(new ProducerRecord<>(Topic.CONFIRMATIONS.topicName(), finding, Json.bytes(confirmation)));
    }

    private Future<RecordMetadata> sendFinding(Finding finding) {
        return producer.send(new ProducerRecord<>(
                Topic.FINDINGS.topicName(), null, finding.id(), Json.bytes(finding), CloudEventHeaders.of(finding)));
    }

    private static void awaitAcknowledged(Future<RecordMetadata> record) {
        try {
            record.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("Kafka did not acknowledge a record", e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
