package dev.gleaner.actuator.audit;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** How topics are read to be verified: what is committed, from anywhere, leaving no trace. */
final class TopicReading {

    private static final int TIMEOUT_MILLIS = 10_000;

    /** What is read is there already; a question that waits for more at the end of a partition holds up the next one. */
    private static final int WAIT_MILLIS = 10;

    private TopicReading() {}

    static Map<String, Object> settings() {
        Map<String, Object> config = new HashMap<>();
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, WAIT_MILLIS);
        return config;
    }
}
