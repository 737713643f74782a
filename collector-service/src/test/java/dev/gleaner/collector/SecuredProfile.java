package dev.gleaner.collector;

import dev.gleaner.contracts.topic.ServiceTopicAccess;
import dev.gleaner.test.kafka.SecuredKafka;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A collector on a broker that lets it do what it needs and nothing else, with an archive, without an AWS to ask. */
public final class SecuredProfile implements QuarkusTestProfile {

    static final ServiceTopicAccess ACCESS = ServiceTopicAccess.COLLECTOR;
    static final String ACCESS_KEY = "key-of-the-test";

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> config = new HashMap<>();
        SecuredKafka.create(ACCESS.topics().stream()
                .map(topic -> topic.creation(topic.partitions(), (short) 1))
                .toList());
        SecuredKafka.createUser(ACCESS.user(), ACCESS.requiredAcls())
                .forEach((key, value) -> config.put("kafka." + key, value));
        config.put("gleaner.topics.manage", "false");
        config.put("quarkus.http.test-port", "0");
        config.put("collector.metric-stream.access-key", ACCESS_KEY);
        config.put("collector.prices.enabled", "false");
        config.put("collector.archive.folder", folder().toString());
        config.put("collector.archive.file-age", "PT1S");
        return config;
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("archive");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
