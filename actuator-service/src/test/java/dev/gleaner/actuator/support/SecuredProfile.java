package dev.gleaner.actuator.support;

import dev.gleaner.contracts.topic.ServiceTopicAccess;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.kafka.SecuredKafka;
import dev.gleaner.test.postgres.PostgresTestResource;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An actuator as it is when nobody configured that it may act, on a broker that lets it do what it needs and nothing else. */
public final class SecuredProfile implements QuarkusTestProfile {

    public static final ServiceTopicAccess ACCESS = ServiceTopicAccess.ACTUATOR;

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> config = new HashMap<>(new ActingProfile().getConfigOverrides());
        config.remove("actuator.dry-run");
        SecuredKafka.create(ACCESS.topics().stream()
                .map(topic -> topic.creation(topic.partitions(), (short) 1))
                .toList());
        SecuredKafka.createUser(ACCESS.user(), ACCESS.requiredAcls())
                .forEach((key, value) -> config.put("kafka." + key, value));
        config.put("gleaner.topics.manage", "false");
        if (AwsStandIn.unavailableReason().isPresent()) {
            // There is no AWS to ask.
            config.put("actuator.aws.endpoint", "http://127.0.0.1:9");
        }
        return config;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        Stream<TestResourceEntry> standIn = AwsStandIn.unavailableReason().isEmpty()
                ? Stream.of(new TestResourceEntry(AwsProxyResource.class))
                : Stream.empty();
        return Stream.concat(Stream.of(new TestResourceEntry(PostgresTestResource.class)), standIn)
                .toList();
    }
}
