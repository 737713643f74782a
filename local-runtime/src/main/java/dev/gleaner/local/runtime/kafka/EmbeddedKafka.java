package dev.gleaner.local.runtime.kafka;

import static java.util.Map.entry;

import dev.gleaner.local.runtime.process.FolderDeletion;
import dev.gleaner.local.runtime.process.FreePort;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/** A KRaft broker and controller in this JVM, on free loopback ports, with data in a temporary folder. */
public final class EmbeddedKafka implements AutoCloseable {

    /** A broker says thousands of lines at INFO. Held here, since loggers are weakly referenced. */
    private static final List<Logger> QUIET = Stream.of(
                    "kafka",
                    "state.change.logger",
                    "org.apache.kafka.controller",
                    "org.apache.kafka.coordinator",
                    "org.apache.kafka.image",
                    "org.apache.kafka.metadata",
                    "org.apache.kafka.raft",
                    "org.apache.kafka.server",
                    "org.apache.kafka.storage")
            .map(Logger::getLogger)
            .toList();

    /** One node holds every copy, and a group does not wait for members that never come. */
    private static final Map<String, String> SINGLE_NODE = Map.ofEntries(
            entry("process.roles", "broker,controller"),
            entry("node.id", "1"),
            entry("controller.listener.names", "CONTROLLER"),
            entry("auto.create.topics.enable", "false"),
            entry("offsets.topic.replication.factor", "1"),
            entry("offsets.topic.num.partitions", "4"),
            entry("transaction.state.log.replication.factor", "1"),
            entry("transaction.state.log.min.isr", "1"),
            entry("transaction.state.log.num.partitions", "4"),
            entry("share.coordinator.state.topic.replication.factor", "1"),
            entry("share.coordinator.state.topic.min.isr", "1"),
            entry("group.initial.rebalance.delay.ms", "0"));

    private final KafkaRaftServer server;
    private final Path data;
    private final int port;

    private EmbeddedKafka(KafkaRaftServer server, Path data, int port) {
        this.server = server;
        this.data = data;
        this.port = port;
    }

    /** Open to everybody. */
    public static EmbeddedKafka start() {
        try {
            Path data = Files.createTempDirectory("gleaner-kafka");
            int port = FreePort.find();
            return start(data, port, open(port, FreePort.find()), List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Serves authenticated users over TLS and allows what their ACLs allow; the administrator may do everything.
     *
     * @param authorizer the settings of the authorizer
     */
    public static EmbeddedKafka startSecured(
            BrokerCertificate certificate, String administrator, String password, Map<String, String> authorizer) {
        try {
            Path data = Files.createTempDirectory("gleaner-kafka");
            int port = FreePort.find();
            Map<String, String> settings = new HashMap<>(secured(port, FreePort.find(), FreePort.find()));
            settings.putAll(tls(certificate));
            settings.putAll(authorizer);
            settings.put("super.users", "User:" + administrator + ";User:" + BrokerCertificate.SUBJECT);
            return start(
                    data,
                    port,
                    settings,
                    List.of("SCRAM-SHA-512=[name=" + administrator + ",password=" + password + "]"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EmbeddedKafka start(Path data, int port, Map<String, String> settings, List<String> users)
            throws IOException {
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
        format(data, users);
        Properties properties = new Properties();
        properties.putAll(SINGLE_NODE);
        properties.putAll(settings);
        properties.put("log.dirs", data.toString());
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
        server.startup();
        return new EmbeddedKafka(server, data, port);
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        FolderDeletion.delete(data);
    }

    private static void format(Path data, List<String> users) throws IOException {
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(1)
                    .setDirectories(List.of(data.toString()))
                    .setMetadataLogDirectory(data.toString())
                    .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setControllerListenerName("CONTROLLER")
                    .setScramArguments(users)
                    .run();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("could not format " + data, e);
        }
    }

    private static Map<String, String> open(int port, int controllerPort) {
        return Map.of(
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "inter.broker.listener.name", "PLAINTEXT",
                "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "advertised.listeners", "PLAINTEXT://127.0.0.1:" + port,
                "controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    }

    /** Clients come as users; the broker and its controller know each other by certificate, so that nobody is anonymous. */
    private static Map<String, String> secured(int port, int internalPort, int controllerPort) {
        String listeners = "CLIENT://127.0.0.1:" + port + ",INTERNAL://127.0.0.1:" + internalPort;
        return Map.ofEntries(
                entry("listener.security.protocol.map", "CLIENT:SASL_SSL,INTERNAL:SSL,CONTROLLER:SSL"),
                entry("inter.broker.listener.name", "INTERNAL"),
                entry("listeners", listeners + ",CONTROLLER://127.0.0.1:" + controllerPort),
                entry("advertised.listeners", listeners),
                entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
                entry("listener.name.client.sasl.enabled.mechanisms", "SCRAM-SHA-512"),
                entry(
                        "listener.name.client.scram-sha-512.sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required;"),
                entry("listener.name.internal.ssl.client.auth", "required"),
                entry("listener.name.controller.ssl.client.auth", "required"));
    }

    private static Map<String, String> tls(BrokerCertificate certificate) {
        return Map.of(
                "ssl.keystore.type", "PKCS12",
                "ssl.keystore.location", certificate.keystore().toString(),
                "ssl.keystore.password", certificate.password(),
                "ssl.key.password", certificate.password(),
                "ssl.truststore.type", "PEM",
                "ssl.truststore.location", certificate.certificate().toString());
    }
}
