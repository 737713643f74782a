package dev.gleaner.service.kafka;

import dev.gleaner.contracts.topic.ServiceTopicAccess;
import dev.gleaner.contracts.topic.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.admin.Admin;

/** Makes sure that the topics of a service exist before it uses them. */
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
     * Creates missing topics of a service and checks existing ones, then starts the health check of these topics; throws {@link
     * IllegalStateException} when a topic is missing or wrong.
     */
    public void ensure(ServiceTopicAccess service) {
        try (Admin admin = kafka.admin()) {
            config.setup().ensure(admin, service.requiredTopics());
        }
        probe.start(service.requiredTopics());
    }

    /** Configured number of partitions of a topic. */
    public int partitionsOf(Topic topic) {
        return config.setup().partitionsOf(topic);
    }
}
