package dev.gleaner.local.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.contracts.topic.ServiceTopicAccess;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.contracts.topic.TopicProvisioner;
import dev.gleaner.local.runtime.kafka.ConsumerCaughtUpCondition;
import dev.gleaner.local.runtime.kafka.KafkaDaemon;
import dev.gleaner.local.runtime.kafka.KafkaSecurity;
import dev.gleaner.local.runtime.postgres.PostgresDaemon;
import dev.gleaner.local.runtime.process.DaemonController;
import dev.gleaner.local.runtime.process.FreePort;
import dev.gleaner.local.runtime.process.LogTail;
import dev.gleaner.local.runtime.process.ReadinessCondition;
import dev.gleaner.local.runtime.process.ReadinessWaiter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServersIT {

    @TempDir
    private Path folder;

    private final RunPorts ports = new RunPorts(FreePort.find(), FreePort.find(), FreePort.find(), 0, 0, 0, 0, 0);
    private RunFolder run;
    private DaemonController daemonController;

    @BeforeEach
    void makeRun() {
        run = new RunFolder(folder);
        daemonController = new DaemonController(run);
    }

    @AfterEach
    void stopAll() {
        daemonController.stop(KafkaDaemon.NAME);
        daemonController.stop(PostgresDaemon.NAME);
    }

    @Test
    void shouldKeepWhatTheDatabaseWasToldOverARestart() throws Exception {
        RunSecrets secrets = RunSecrets.of(run);
        startPostgres(secrets);
        execute(secrets, "CREATE TABLE kept (i int)");

        daemonController.stop(PostgresDaemon.NAME);
        startPostgres(secrets);

        execute(secrets, "INSERT INTO kept VALUES (1)");
        assertThat(run.log(PostgresDaemon.NAME)).content().contains("database system is ready to accept connections");
    }

    /** One broker for all of it, as each takes seconds to start. */
    @Test
    void shouldCountWhatAGroupHasYetToReadAndKeepItOverARestartOfTheBroker() throws Exception {
        startKafka();
        ConsumerCaughtUpCondition lag = new ConsumerCaughtUpCondition(
                "actuator", Map.of("bootstrap.servers", bootstrap()), "gleaner-actuator", Topic.FINDINGS);
        assertThat(lag.missing()).hasValueSatisfying(text -> assertThat(text).contains("does not exist yet"));
        createTopic();
        assertThat(lag.missing()).isEmpty();

        sendInTransaction();
        // The broker shows what was committed a moment after the commit.
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(lag.missing()).contains("actuator has 1 records of gleaner.findings to read"));

        // Neither now nor after a restart are the ends of transactions something to read.
        readAll();
        assertThat(lag.missing()).isEmpty();
        daemonController.stop(KafkaDaemon.NAME);
        startKafka();

        Awaitility.await().untilAsserted(() -> assertThat(lag.missing()).isEmpty());
    }

    @Test
    void shouldLetEachServiceDoOnASecuredBrokerWhatItNeedsAndNobodyElseAnything() throws Exception {
        KafkaSecurity security = new KafkaSecurity(run);
        security.enable(run.data(KafkaDaemon.NAME));
        startKafka();
        security.createServiceAcls(bootstrap());
        Map<String, Object> client = new HashMap<>(security.clientProperties(bootstrap()));
        client.put(
                "sasl.jaas.config",
                security.environment(ServiceTopicAccess.ACTUATOR).get("KAFKA_SASL_JAAS_CONFIG"));

        try (Admin actuator = Admin.create(client)) {
            new TopicProvisioner(Map.of(), (short) 1, true)
                    .ensure(actuator, ServiceTopicAccess.ACTUATOR.requiredTopics());
            assertThatThrownBy(() -> actuator.createTopics(List.of(Topic.SIGNALS.creation(1, (short) 1)))
                            .all()
                            .get())
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
        }
        assertThat(new ConsumerCaughtUpCondition(
                                "actuator",
                                security.administratorClientProperties(bootstrap()),
                                "gleaner-actuator",
                                Topic.FINDINGS)
                        .missing())
                .isEmpty();
        try (Admin anybody = Admin.create(
                Map.of("bootstrap.servers", bootstrap(), "default.api.timeout.ms", 3000, "request.timeout.ms", 2000))) {
            assertThatThrownBy(() -> anybody.listTopics().names().get()).hasCauseInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void shouldNotSecureABrokerThatHasDataAlready() throws Exception {
        new KafkaDaemon(run, ports).prepare();

        assertThatThrownBy(() -> new KafkaSecurity(run).enable(run.data(KafkaDaemon.NAME)))
                .isInstanceOf(LocalRunException.class)
                .hasMessageContaining("--fresh");
    }

    private void startPostgres(RunSecrets secrets) throws Exception {
        daemonController.start(new PostgresDaemon(run, ports, secrets.databasePasswordFile()).prepare());
        await(new ReadinessCondition.Check(
                PostgresDaemon.NAME,
                "PostgreSQL does not answer",
                PostgresDaemon.database(ports, secrets.databasePassword())::ensureReady));
    }

    private void startKafka() throws Exception {
        daemonController.start(new KafkaDaemon(run, ports).prepare());
        await(ReadinessCondition.Check.listens(KafkaDaemon.NAME, ports.kafka()));
    }

    private void await(ReadinessCondition.Check check) {
        assertThat(new ReadinessWaiter(Duration.ofSeconds(60), () -> {}, progress -> {}).awaitAll(List.of(check)))
                .as("see %s", LogTail.lines(run.log(check.culprit()), 20))
                .isEmpty();
    }

    private void execute(RunSecrets secrets, String sql) throws Exception {
        String url = PostgresDaemon.database(ports, secrets.databasePassword()).jdbcUrl();
        try (Connection connection = DriverManager.getConnection(url, PostgresDaemon.USER, secrets.databasePassword());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String bootstrap() {
        return new KafkaDaemon(run, ports).bootstrapServers();
    }

    private void createTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
            admin.createTopics(List.of(Topic.FINDINGS.creation(2, (short) 1)))
                    .all()
                    .get();
        }
    }

    private void sendInTransaction() throws Exception {
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap(), "transactional.id", "analyzer"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(Topic.FINDINGS.topicName(), 0, null, new byte[] {1}))
                    .get();
            producer.commitTransaction();
        }
    }

    /** Commits as services do: the offset after the last record, before the transaction's end. */
    private void readAll() {
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrap(),
                        "group.id", "gleaner-actuator",
                        "auto.offset.reset", "earliest",
                        "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topic.FINDINGS.topicName()));
            for (int attempt = 0; attempt < 20; attempt++) {
                var records = consumer.poll(Duration.ofSeconds(1));
                if (!records.isEmpty()) {
                    records.forEach(record -> consumer.commitSync(Map.of(
                            new TopicPartition(record.topic(), record.partition()),
                            new OffsetAndMetadata(record.offset() + 1))));
                    return;
                }
            }
        }
    }
}
