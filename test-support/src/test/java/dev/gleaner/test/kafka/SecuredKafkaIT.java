package dev.gleaner.test.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class SecuredKafkaIT {

    private final String topic = "test-" + UUID.randomUUID();

    @Test
    void shouldLetAUserDoWhatIsAllowedAndNothingElse() throws Exception {
        try (Admin admin = Admin.create(new HashMap<>(SecuredKafka.administratorProperties()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1), new NewTopic(topic + "-other", 1, (short) 1)))
                    .all()
                    .get();
        }
        Map<String, String> writer = SecuredKafka.createUser(
                "writer",
                List.of(new AclBinding(
                        new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                        new AccessControlEntry("User:writer", "*", AclOperation.WRITE, AclPermissionType.ALLOW))));

        send(writer, topic);

        assertThatThrownBy(() -> send(writer, topic + "-other"))
                .hasRootCauseInstanceOf(TopicAuthorizationException.class);
    }

    @Test
    void shouldRefuseAWrongPassword() {
        Map<String, String> wrong = new HashMap<>(SecuredKafka.administratorProperties());
        wrong.computeIfPresent("sasl.jaas.config", (key, value) -> value.replace("password=\"", "password=\"x"));

        assertThatThrownBy(() -> topics(wrong)).hasRootCauseInstanceOf(SaslAuthenticationException.class);
    }

    @Test
    void shouldBeRefusedByAClientThatConnectsUnderAnotherName() {
        Map<String, String> renamed = new HashMap<>(SecuredKafka.administratorProperties());
        renamed.computeIfPresent("bootstrap.servers", (key, value) -> value.replace("127.0.0.1", "localhost"));

        assertThatThrownBy(() -> topics(renamed)).hasCauseInstanceOf(SslAuthenticationException.class);
    }

    @Test
    void shouldNotSpeakToWhoSpeaksPlaintext() {
        assertThatThrownBy(() -> topics(Map.of(
                        "bootstrap.servers",
                        SecuredKafka.bootstrapServers(),
                        "default.api.timeout.ms",
                        "3000",
                        "request.timeout.ms",
                        "2000")))
                .hasCauseInstanceOf(TimeoutException.class);
    }

    private static void topics(Map<String, String> client) throws Exception {
        try (Admin admin = Admin.create(new HashMap<>(client))) {
            admin.listTopics().names().get(30, TimeUnit.SECONDS);
        }
    }

    private static void send(Map<String, String> client, String topic) throws Exception {
        try (Producer<String, String> producer =
                new KafkaProducer<>(new HashMap<>(client), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "key", "value")).get();
        }
    }
}
