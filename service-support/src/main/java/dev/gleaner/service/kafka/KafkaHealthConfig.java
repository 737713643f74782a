package dev.gleaner.service.kafka;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How a service finds out whether Kafka answers. */
@ConfigMapping(prefix = "gleaner.kafka-health")
public interface KafkaHealthConfig {

    /** The pause between two questions to Kafka. */
    @WithDefault("PT5S")
    Duration interval();

    /** How long Kafka may take to answer one; after that it counts as not answering. */
    @WithDefault("PT3S")
    Duration timeout();
}
