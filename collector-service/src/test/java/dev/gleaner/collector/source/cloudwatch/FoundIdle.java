package dev.gleaner.collector.source.cloudwatch;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingId;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.topic.Topic;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Findings of an analyzer that is not there. */
public final class FoundIdle {

    private final Map<String, Object> kafka;

    public FoundIdle(String bootstrapServers) throws InterruptedException, ExecutionException {
        this.kafka = Map.of("bootstrap.servers", bootstrapServers);
        try (Admin admin = Admin.create(kafka)) {
            admin.createTopics(List.of(Topic.FINDINGS.creation(2, (short) 1)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** An instance was found idle, or no longer is. */
    public void publish(String resource, Finding.Status status, Instant opened)
            throws InterruptedException, ExecutionException {
        Finding finding = finding(Arn.parse(resource), status, opened);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(kafka, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topic.FINDINGS.topicName(), finding.id(), Json.bytes(finding)))
                    .get();
        }
    }

    private static Finding finding(Arn arn, Finding.Status status, Instant opened) {
        return new Finding(
                FindingId.ofEpisode("idle-instance", arn.toString(), Instant.EPOCH),
                1,
                "idle-instance",
                1,
                status,
                false,
                arn.toString(),
                arn.account(),
                arn.region(),
                new Finding.Owner("vision", null, "dev", null, Finding.Owner.Source.TAG),
                opened,
                opened,
                new Finding.Window(opened.minus(Duration.ofDays(7)), opened),
                List.of(),
                List.of(),
                Saving.priced(BigDecimal.TEN, BigDecimal.ZERO, BigDecimal.TEN, "of the test"),
                new Finding.Effort(5),
                List.of(new Remedy("stop-instance", Map.of(), true, List.of(), "Stop it")),
                null,
                null,
                null,
                0,
                null,
                List.of());
    }
}
