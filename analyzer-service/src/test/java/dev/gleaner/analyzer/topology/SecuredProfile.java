package dev.gleaner.analyzer.topology;

import dev.gleaner.test.SecuredKafka;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** An analyzer on a broker that lets it do what it needs and nothing else. */
public final class SecuredProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> config = new HashMap<>();
        SecuredKafka.administrator().forEach((key, value) -> config.put("kafka." + key, value));
        config.put("analyzer.state-dir", "target/secured-analyzer-" + UUID.randomUUID());
        config.put("gleaner.topics.signals-partitions", "2");
        config.put("quarkus.http.test-port", "0");
        return config;
    }
}
