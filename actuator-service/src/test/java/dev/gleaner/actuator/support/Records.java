package dev.gleaner.actuator.support;

import static org.awaitility.Awaitility.await;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.finding.GpuActivity;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.topic.CloudEventHeaders;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.kafka.RealKafka;
import dev.gleaner.test.kafka.SecuredKafka;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** What the analyzer sends, and what the actuator sends back. */
public final class Records {

    /** One for all, as a new one costs much more than what it sends. Never closed: it lives as long as the application under test. */
    private static final KafkaProducer<String, byte[]> PRODUCER =
            new KafkaProducer<>(Map.copyOf(broker()), new StringSerializer(), new ByteArraySerializer());

    private Records() {}

    /** As the administrator of the broker to which the application under test is connected. */
    private static Map<String, String> broker() {
        boolean isSecured = ConfigProvider.getConfig()
                .getOptionalValue("kafka.security.protocol", String.class)
                .isPresent();
        return isSecured
                ? SecuredKafka.administratorProperties()
                : Map.of("bootstrap.servers", RealKafka.bootstrapServers());
    }

    /** Sends a finding. */
    public static RecordMetadata send(Finding finding) {
        return send(Topic.FINDINGS, finding.id(), Json.bytes(finding), CloudEventHeaders.of(finding));
    }

    /** Sends a finding that was confirmed just now, and gives it back. */
    public static Finding sendConfirmed(Finding finding) {
        confirm(finding.id(), Time.now());
        send(finding);
        return finding;
    }

    /** Sends a confirmation, and waits for it to be taken: else a yes could be faster, which is refused then. */
    public static void confirm(String finding, Instant through) {
        confirm(finding, new FindingConfirmation(through));
    }

    /** Sends a confirmation, and waits until the finding has one. */
    public static void confirm(String finding, FindingConfirmation confirmation) {
        send(Topic.CONFIRMATIONS, finding, Json.bytes(confirmation), new RecordHeaders());
        String taken = "select count(*) from confirmation where finding_id = '" + finding + "'";
        await().atMost(Duration.ofSeconds(20)).until(() -> Sql.ask(taken).equals("1"));
    }

    /** Sends what the readings of the GPUs of an instance show, and returns when it has been taken in. */
    public static void sendGpus(Arn instance, GpuActivity activity) {
        send(Topic.GPU_ACTIVITY, instance.toString(), Json.bytes(activity), new RecordHeaders());
        String taken = "select count(*) from gpu_activity where target = '" + instance + "' and through = '"
                + activity.through() + "'";
        await().atMost(Duration.ofSeconds(20)).until(() -> Sql.ask(taken).equals("1"));
    }

    /** Sends anything. */
    public static RecordMetadata send(Topic topic, String key, byte @Nullable [] value, Headers headers) {
        try {
            return PRODUCER.send(new ProducerRecord<>(topic.topicName(), null, key, value, headers))
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends many values by their keys, in their order. */
    public static void sendAll(Topic topic, Map<String, byte[]> values) {
        values.forEach((key, value) -> PRODUCER.send(new ProducerRecord<>(topic.topicName(), key, value)));
        PRODUCER.flush();
    }

    /** All committed values of a topic of one partition. */
    public static List<String> all(Topic topic) {
        return keyed(topic).stream().map(Map.Entry::getValue).toList();
    }

    /** All committed keys and values of a topic of one partition; a value that was taken back is null. */
    public static List<Map.Entry<String, String>> keyed(Topic topic) {
        TopicPartition partition = new TopicPartition(topic.topicName(), 0);
        List<Map.Entry<String, String>> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", RealKafka.bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record ->
                                values.add(new AbstractMap.SimpleImmutableEntry<>(record.key(), record.value())));
            }
        }
        return values;
    }
}
