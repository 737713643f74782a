package dev.gleaner.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.contracts.topic.TopicProvisioner;
import dev.gleaner.test.kafka.RealKafka;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicProvisionerIT {

    private final Admin admin =
            Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, RealKafka.bootstrapServers()));

    @AfterEach
    void deleteTopics() throws Exception {
        admin.deleteTopics(admin.listTopics().names().get()).all().get();
        admin.close();
    }

    @Test
    void shouldCreateWhatIsAbsentAndLeaveTheRest() throws Exception {
        TopicProvisioner setup = new TopicProvisioner(Map.of(Topic.SIGNALS, 6), (short) 1, true);

        setup.ensure(admin, List.of(Topic.SIGNALS));
        setup.ensure(admin, List.of(Topic.SIGNALS, Topic.AUDIT, Topic.PRICES));

        assertThat(partitions("gleaner.signals")).isEqualTo(6);
        assertThat(partitions("gleaner.audit")).isEqualTo(1);
        assertThat(configuration("gleaner.signals", "compression.type")).isEqualTo("zstd");
        assertThat(configuration("gleaner.signals", "message.timestamp.type")).isEqualTo("LogAppendTime");
        assertThat(configuration("gleaner.audit", "retention.ms")).isEqualTo("-1");
        assertThat(configuration("gleaner.prices", "cleanup.policy")).isEqualTo("compact");
    }

    @Test
    void shouldSayWhichTopicHasAnotherPartitionCount() {
        new TopicProvisioner(Map.of(Topic.SIGNALS, 6), (short) 1, true).ensure(admin, List.of(Topic.SIGNALS));

        assertThatThrownBy(() -> new TopicProvisioner(Map.of(Topic.SIGNALS, 32), (short) 1, true)
                        .ensure(admin, List.of(Topic.SIGNALS)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("gleaner.signals=has 6 partitions, expected 32");
    }

    @Test
    void shouldCreateNothingThatItDoesNotManage() throws Exception {
        assertThatThrownBy(() -> new TopicProvisioner(Map.of(), (short) 1, false)
                        .ensure(admin, List.of(Topic.SIGNALS, Topic.AUDIT)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("create them: [gleaner.signals, gleaner.audit]");
        assertThat(admin.listTopics().names().get()).isEmpty();
    }

    /** As an earlier version made it. */
    @Test
    void shouldLetATopicThatIsThereTakeLargeRecords() throws Exception {
        NewTopic small = Topic.AUDIT.creation(1, (short) 1);
        admin.createTopics(List.of(new NewTopic(small.name(), 1, (short) 1)))
                .all()
                .get();
        awaitConfiguration("gleaner.audit", "max.message.bytes", "1048588");

        assertThatThrownBy(() -> new TopicProvisioner(Map.of(), (short) 1, false).ensure(admin, List.of(Topic.AUDIT)))
                .hasMessageContaining("set its max.message.bytes to 9437184");
        new TopicProvisioner(Map.of(), (short) 1, true).ensure(admin, List.of(Topic.AUDIT));

        awaitConfiguration("gleaner.audit", "max.message.bytes", "9437184");
    }

    /** A broker may not know for a moment what another one has created or set. */
    private void awaitConfiguration(String topic, String key, String expected) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        String actual = "";
        while (!actual.equals(expected) && System.nanoTime() < deadline) {
            try {
                actual = configuration(topic, key);
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
            }
        }
        assertThat(actual).isEqualTo(expected);
    }

    private int partitions(String topic) throws Exception {
        return admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .get(topic)
                .partitions()
                .size();
    }

    private String configuration(String topic, String key) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        return config.get(key).value();
    }
}
