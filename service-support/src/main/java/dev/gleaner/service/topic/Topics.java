package dev.gleaner.service.topic;

import dev.gleaner.contracts.topic.ServiceAccess;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.service.kafka.KafkaClientFactory;
import dev.gleaner.service.kafka.KafkaProbe;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.admin.Admin;

/** Makes sure that the topics a service needs are there, before it uses them. */
@ApplicationScoped
public class Topics {

    private final TopicsConfig config;
    private final KafkaClientFactory kafka;
    private final KafkaProbe probe;

    Topics(TopicsConfig config, KafkaClientFactory kafka, KafkaProbe probe) {
        this.config = config;
        this.kafka = kafka;
        this.probe = probe;
    }

    /**
     * Creates what is absent of what the service needs and checks the rest, which health does from then on; throws
     * {@link IllegalStateException} that says what is wrong.
     */
    public void ensure(ServiceAccess service) {
        try (Admin admin = kafka.admin()) {
            config.setup().ensure(admin, service.ensures());
        }
        probe.watch(service.ensures());
    }

    /** Partitions that a topic is configured to have. */
    public int partitionsOf(Topic topic) {
        return config.setup().partitionsOf(topic);
    }
}
