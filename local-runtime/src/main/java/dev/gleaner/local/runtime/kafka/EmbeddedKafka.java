package dev.gleaner.local.runtime.kafka;

import dev.gleaner.local.runtime.process.FolderDeletion;
import dev.gleaner.local.runtime.process.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/** A broker in this JVM, on free ports, with its data in a temporary folder. */
public final class EmbeddedKafka implements AutoCloseable {

    /** A broker logs thousands of lines at INFO. The constant keeps the loggers, to which the log manager has weak references. */
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

    private final KafkaRaftServer server;
    private final KafkaServerSettings settings;

    private EmbeddedKafka(KafkaRaftServer server, KafkaServerSettings settings) {
        this.server = server;
        this.settings = settings;
    }

    /** Starts a broker on which everybody may do everything. */
    public static EmbeddedKafka start() {
        return start(Optional.empty(), Map.of());
    }

    /**
     * Starts a broker with TLS, users and ACLs.
     *
     * @param authorizerSettings further settings, for an authorizer of the caller's own
     */
    public static EmbeddedKafka startSecured(
            KafkaServerSettings.Security security, Map<String, String> authorizerSettings) {
        return start(Optional.of(security), authorizerSettings);
    }

    private static EmbeddedKafka start(Optional<KafkaServerSettings.Security> security, Map<String, String> further) {
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
        try {
            KafkaServerSettings settings = new KafkaServerSettings(
                    Files.createTempDirectory("gleaner-kafka"), FreePort.find(), FreePort.find(), security);
            settings.formatIfNew();
            Properties properties = new Properties();
            properties.putAll(settings.asMap());
            properties.putAll(further);
            KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
            server.startup();
            return new EmbeddedKafka(server, settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where clients connect. */
    public String bootstrapServers() {
        return settings.bootstrapServers();
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        FolderDeletion.delete(settings.data());
    }
}
