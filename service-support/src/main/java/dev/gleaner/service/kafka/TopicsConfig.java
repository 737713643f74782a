package dev.gleaner.service.kafka;

import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.contracts.topic.TopicProvisioner;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;

/** The topics that the services meet in. */
@ConfigMapping(prefix = "gleaner.topics")
public interface TopicsConfig {

    /** Whether absent topics are created at start; else they are an error. */
    @WithDefault("true")
    boolean manage();

    /** Replication factor of topics that are created. */
    @WithDefault("1")
    short replication();

    /** Partitions of gleaner.signals: the most analyzers that can share the work. */
    @WithDefault("32")
    int signalsPartitions();

    /** Partitions of gleaner.findings. */
    @WithDefault("6")
    int findingsPartitions();

    /** This configuration as what creates and checks topics. */
    default TopicProvisioner setup() {
        return new TopicProvisioner(
                Map.of(Topic.SIGNALS, signalsPartitions(), Topic.FINDINGS, findingsPartitions()),
                replication(),
                manage());
    }
}
