package dev.gleaner.service.kafka;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Creates the Kafka clients of a service that are not managed by Quarkus, from the same {@code kafka.*} keys that reactive
 * messaging and Kafka Streams read, so that address, TLS and credentials are configured once.
 */
@ApplicationScoped
public class KafkaClientFactory {

    private static final Set<String> CONSUMER = ConsumerConfig.configNames();
    private static final Set<String> PRODUCER = ProducerConfig.configNames();
    private static final Set<String> ADMIN = AdminClientConfig.configNames();
    private static final Set<String> ANY =
            Stream.of(CONSUMER, PRODUCER, ADMIN).flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());

    private final Map<String, Object> shared;

    public KafkaClientFactory(@Identifier("default-kafka-broker") Map<String, Object> shared) {
        this.shared = Map.copyOf(shared);
    }

    /** A new admin client. */
    public Admin admin() {
        return admin(Map.of());
    }

    /** A new admin client with further settings of its own. */
    public Admin admin(Map<String, Object> own) {
        return Admin.create(settings(ADMIN, own));
    }

    /** A new producer with further settings of its own. */
    public <K, V> Producer<K, V> producer(Map<String, Object> own, Serializer<K> key, Serializer<V> value) {
        return new KafkaProducer<>(settings(PRODUCER, own), key, value);
    }

    /** A new consumer with further settings of its own; without a {@code group.id} among them it belongs to no group. */
    public <K, V> Consumer<K, V> consumer(Map<String, Object> own, Deserializer<K> key, Deserializer<V> value) {
        return new KafkaConsumer<>(settings(CONSUMER, own), key, value);
    }

    /** The shared settings without those of other kinds of clients. Names that Kafka does not know belong to plugins, and stay. */
    private Map<String, Object> settings(Set<String> known, Map<String, Object> own) {
        Map<String, Object> settings = new HashMap<>(shared);
        settings.keySet().removeIf(name -> ANY.contains(name) && !known.contains(name));
        // Quarkus adds the application's name as a group.
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.putAll(own);
        return settings;
    }
}
