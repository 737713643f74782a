package dev.gleaner.service.topic;

import dev.gleaner.contracts.topic.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes sure that the topics a service needs are there, before it uses them. */
@ApplicationScoped
public class Topics {

    private final TopicsConfig config;
    private final String bootstrapServers;

    Topics(TopicsConfig config, @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.config = config;
        this.bootstrapServers = bootstrapServers;
    }

    /** Creates what is absent and checks the rest; throws {@link IllegalStateException} that says what is wrong. */
    public void ensure(Topic... topics) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            config.setup().ensure(admin, List.of(topics));
        }
    }

    /** Partitions that a topic is configured to have. */
    public int partitionsOf(Topic topic) {
        return config.setup().partitionsOf(topic);
    }
}
