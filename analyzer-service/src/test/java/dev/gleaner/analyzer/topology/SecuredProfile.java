package dev.gleaner.analyzer.topology;

import dev.gleaner.contracts.topic.ServiceTopicAccess;
import dev.gleaner.test.kafka.SecuredKafka;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** An analyzer on a broker that lets it do what it needs and nothing else. */
public final class SecuredProfile implements QuarkusTestProfile {

    static final ServiceTopicAccess ACCESS = ServiceTopicAccess.ANALYZER;
    static final int PARTITIONS = 2;

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> config = new HashMap<>();
        SecuredKafka.create(ACCESS.topics().stream()
                .map(topic -> topic.creation(Math.min(topic.partitions(), PARTITIONS), (short) 1))
                .toList());
        SecuredKafka.createUser(ACCESS.user(), ACCESS.requiredAcls())
                .forEach((key, value) -> config.put("kafka." + key, value));
        config.put("gleaner.topics.manage", "false");
        config.put("analyzer.state-dir", "target/secured-analyzer-" + UUID.randomUUID());
        config.put("gleaner.topics.signals-partitions", Integer.toString(PARTITIONS));
        config.put("gleaner.topics.findings-partitions", Integer.toString(PARTITIONS));
        config.put("quarkus.http.test-port", "0");
        return config;
    }
}
