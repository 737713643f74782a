package dev.gleaner.test;

import static java.util.Map.entry;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
final class EmbeddedKafka implements AutoCloseable {

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
            entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
            entry("inter.broker.listener.name", "PLAINTEXT"),
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

    static EmbeddedKafka start() {
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
        try {
            Path data = Files.createTempDirectory("gleaner-kafka");
            int port = FreePort.find();
            format(data);
            KafkaRaftServer server =
                    new KafkaRaftServer(KafkaConfig.fromProps(settings(data, port, FreePort.find())), Time.SYSTEM);
            server.startup();
            return new EmbeddedKafka(server, data, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        TemporaryFolder.delete(data);
    }

    private static void format(Path data) throws IOException {
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
                    .run();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("could not format " + data, e);
        }
    }

    private static Properties settings(Path data, int port, int controllerPort) {
        Properties settings = new Properties();
        settings.putAll(SINGLE_NODE);
        settings.putAll(Map.of(
                "log.dirs", data.toString(),
                "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "advertised.listeners", "PLAINTEXT://127.0.0.1:" + port,
                "controller.quorum.voters", "1@127.0.0.1:" + controllerPort));
        return settings;
    }
}
