package dev.gleaner.test.kafka;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Configures the Kafka clients of a Quarkus test for {@link RealKafka}. */
public final class KafkaTestResource implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        return Map.of("kafka.bootstrap.servers", RealKafka.bootstrapServers());
    }

    /** The broker keeps running for the next application of this JVM. */
    @Override
    public void stop() {}
}
