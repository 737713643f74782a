package dev.gleaner.service.kafka;

import dev.gleaner.contracts.topic.ServiceTopicAccess;
import dev.gleaner.contracts.topic.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.admin.Admin;

/** Makes sure that the topics a service needs are there, before it uses them. */
@ApplicationScoped
public class ServiceTopics {

    private final TopicsConfig config;
    private final KafkaClientFactory kafka;
    private final KafkaProbe probe;

    ServiceTopics(TopicsConfig config, KafkaClientFactory kafka, KafkaProbe probe) {
        this.config = config;
        this.kafka = kafka;
        this.probe = probe;
    }

    /**
     * Creates what is absent of what the service needs and checks the rest, which health does from then on; throws
     * {@link IllegalStateException} that says what is wrong.
     */
    public void ensure(ServiceTopicAccess service) {
        try (Admin admin = kafka.admin()) {
            config.setup().ensure(admin, service.requiredTopics());
        }
        probe.start(service.requiredTopics());
    }

    /** Partitions that a topic is configured to have. */
    public int partitionsOf(Topic topic) {
        return config.setup().partitionsOf(topic);
    }
}
