package dev.gleaner.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.contracts.topic.ServiceTopicAccess;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.contracts.topic.TopicProvisioner;
import dev.gleaner.test.kafka.KafkaTestClient;
import dev.gleaner.test.kafka.SecuredKafka;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the ACLs of each service let it do on a broker, and what they don't. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServiceAccessIT {

    private static final TopicProvisioner SETUP = new TopicProvisioner(Map.of(), (short) 1, true);
    private static final Map<ServiceTopicAccess, Map<String, String>> CLIENTS = new EnumMap<>(ServiceTopicAccess.class);

    @BeforeAll
    static void makeUsers() {
        for (ServiceTopicAccess service : ServiceTopicAccess.values()) {
            CLIENTS.put(service, SecuredKafka.createUser(service.user(), service.requiredAcls()));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Order(1)
    void shouldMakeNoTopicsUnlessItMay(ServiceTopicAccess service) {
        try (Admin admin = clients(service).admin()) {
            assertThatThrownBy(() -> SETUP.ensure(admin, service.requiredTopics()))
                    .hasRootCauseInstanceOf(TopicAuthorizationException.class);

            SecuredKafka.createUser(service.user(), service.creating());
            SETUP.ensure(admin, service.requiredTopics());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Order(2)
    void shouldWriteWhatItWritesAndNothingElse(ServiceTopicAccess service) {
        makeTopics();
        KafkaTestClient records = new KafkaTestClient(CLIENTS.get(service));
        for (Topic topic : Topic.values()) {
            boolean refused = isRefused(() -> records.send(record(topic)));
            assertThat(refused)
                    .as("%s refused to write %s", service, topic)
                    .isEqualTo(!service.writes().contains(topic));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Order(3)
    void shouldReadWhatItReadsAndNothingElse(ServiceTopicAccess service) {
        makeTopics();
        KafkaTestClient records = new KafkaTestClient(CLIENTS.get(service));
        for (Topic topic : Topic.values()) {
            boolean refused = isRefused(() -> records.readAll(topic.topicName()));
            assertThat(refused)
                    .as("%s refused to read %s", service, topic)
                    .isEqualTo(!service.reads().contains(topic));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Order(4)
    void shouldTakeNoOtherServicesPlaceInItsGroups(ServiceTopicAccess service) {
        Stream.of(ServiceTopicAccess.values())
                .forEach(other -> other.groups().forEach(group -> {
                    if (other == service) {
                        assertThat(committed(service, group)).isEmpty();
                    } else {
                        assertThatThrownBy(() -> committed(service, group))
                                .isInstanceOf(GroupAuthorizationException.class);
                    }
                }));
    }

    /** Who could would keep the actuator from publishing its audit. */
    @ParameterizedTest
    @EnumSource
    @Order(5)
    void shouldFenceOffNobodyElse(ServiceTopicAccess service) {
        if (service == ServiceTopicAccess.ACTUATOR) {
            fence(service, "gleaner-audit");
        } else {
            assertThatThrownBy(() -> fence(service, "gleaner-audit"))
                    .isInstanceOf(TransactionalIdAuthorizationException.class);
        }
        if (service != ServiceTopicAccess.ANALYZER) {
            assertThatThrownBy(() -> fence(service, "gleaner-analyzer-1"))
                    .isInstanceOf(TransactionalIdAuthorizationException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Order(6)
    void shouldChangeNoAcls(ServiceTopicAccess service) {
        List<AclBinding> more = ServiceTopicAccess.ACTUATOR.requiredAcls();
        try (Admin admin = clients(service).admin()) {
            assertThat(isRefused(() -> admin.createAcls(more).all().get())).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Order(7)
    void shouldLetHealthAskForItsTopics(ServiceTopicAccess service) throws Exception {
        makeTopics();
        KafkaProbe probe =
                new KafkaProbe(clients(service), Duration.ofMillis(200), Duration.ofSeconds(3), Clock.systemUTC());
        try {
            probe.start(service.requiredTopics());
            Instant watched = probe.status().lastAnswer().orElseThrow();

            KafkaStatus asked = KafkaHealthCheckIT.await(
                    probe,
                    status -> status.problem().isPresent()
                            || status.lastAnswer().filter(watched::isBefore).isPresent());

            assertThat(asked.problem()).isEmpty();
        } finally {
            probe.close();
        }
    }

    private static void makeTopics() {
        SecuredKafka.create(Stream.of(Topic.values())
                .map(topic -> topic.creation(topic.partitions(), (short) 1))
                .toList());
        KafkaTestClient all = new KafkaTestClient(SecuredKafka.administratorProperties());
        all.send(Stream.of(Topic.values()).map(ServiceAccessIT::record).toList());
    }

    private static ProducerRecord<String, byte[]> record(Topic topic) {
        return new ProducerRecord<>(topic.topicName(), 0, "key", new byte[] {1});
    }

    private static Map<TopicPartition, ?> committed(ServiceTopicAccess service, String group) {
        try (Consumer<byte[], byte[]> consumer = clients(service)
                .consumer(Map.of("group.id", group), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Topic topic = service.reads().iterator().next();
            Map<TopicPartition, ?> committed = consumer.committed(Set.of(new TopicPartition(topic.topicName(), 0)));
            committed.values().removeIf(offset -> offset == null);
            return committed;
        }
    }

    private static void fence(ServiceTopicAccess service, String transactionalId) {
        try (Producer<byte[], byte[]> producer = clients(service)
                .producer(
                        Map.of("transactional.id", transactionalId),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.initTransactions();
        }
    }

    private static KafkaClientFactory clients(ServiceTopicAccess service) {
        return new KafkaClientFactory(Map.copyOf(CLIENTS.get(service)));
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private static boolean isRefused(Attempt attempt) {
        try {
            attempt.run();
            return false;
        } catch (Exception e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof AuthorizationException) {
                    return true;
                }
            }
            throw new IllegalStateException(e);
        }
    }
}
