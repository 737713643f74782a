package dev.gleaner.service.kafka;

import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.contracts.topic.TopicProvisioner;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;

/** Kafka topics through which the services exchange data. */
@ConfigMapping(prefix = "gleaner.topics")
public interface TopicsConfig {

    /** Create missing topics at start. If {@code false}, a missing topic is an error. */
    @WithDefault("true")
    boolean manage();

    /** Replication factor of topics that are created. */
    @WithDefault("1")
    short replication();

    /** Partitions of {@code gleaner.signals}, which limit the number of analyzers that can share the work. */
    @WithDefault("32")
    int signalsPartitions();

    /** Partitions of {@code gleaner.findings}. */
    @WithDefault("6")
    int findingsPartitions();

    /** A provisioner with this configuration. */
    default TopicProvisioner setup() {
        return new TopicProvisioner(
                Map.of(Topic.SIGNALS, signalsPartitions(), Topic.FINDINGS, findingsPartitions()),
                replication(),
                manage());
    }
}
