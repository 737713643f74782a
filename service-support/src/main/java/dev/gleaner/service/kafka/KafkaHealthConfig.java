package dev.gleaner.service.kafka;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Check of the connection to Kafka. */
@ConfigMapping(prefix = "gleaner.kafka-health")
public interface KafkaHealthConfig {

    /** Time between two checks. */
    @WithDefault("PT5S")
    Duration interval();

    /** Time after which an unanswered check counts as failed. */
    @WithDefault("PT3S")
    Duration timeout();
}
