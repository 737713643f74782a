package dev.gleaner.local.runtime.kafka;

import static java.util.Map.entry;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A single KRaft node, broker and controller in one, on 127.0.0.1.
 *
 * @param data the folder of its logs
 * @param security absent where everybody may connect and do everything
 */
public record KafkaServerSettings(Path data, int port, int controllerPort, Optional<Security> security) {

    /** The node holds the only replica of each partition, and a group does not wait for further members. */
    private static final Map<String, String> SINGLE_NODE = Map.ofEntries(
            entry("process.roles", "broker,controller"),
            entry("node.id", "1"),
            entry("controller.listener.names", "CONTROLLER"),
            entry("inter.broker.listener.name", "BROKER"),
            entry("auto.create.topics.enable", "false"),
            entry("offsets.topic.replication.factor", "1"),
            entry("offsets.topic.num.partitions", "4"),
            entry("transaction.state.log.replication.factor", "1"),
            entry("transaction.state.log.min.isr", "1"),
            entry("transaction.state.log.num.partitions", "4"),
            entry("share.coordinator.state.topic.replication.factor", "1"),
            entry("share.coordinator.state.topic.min.isr", "1"),
            entry("group.initial.rebalance.delay.ms", "0"));

    /**
     * TLS, users and ACLs. Users authenticate by SCRAM, broker and controller to each other by the certificate.
     *
     * @param passwords of the users that the format of the data folder creates, by name
     * @param administrator the user who may do everything, and by whom the broker connects to itself
     * @param authorizer class name of the authorizer
     */
    public record Security(
            BrokerCertificate certificate, Map<String, String> passwords, String administrator, String authorizer) {

        /** The authorizer of Kafka. */
        public static final String STANDARD_AUTHORIZER = "org.apache.kafka.metadata.authorizer.StandardAuthorizer";

        public Security {
            passwords = Map.copyOf(passwords);
        }

        private List<String> scramArguments() {
            return passwords.entrySet().stream()
                    .map(user -> "%s=[name=%s,password=%s]"
                            .formatted(KafkaClientProperties.MECHANISM, user.getKey(), user.getValue()))
                    .toList();
        }

        private Map<String, String> settings() {
            Map<String, String> settings = new HashMap<>(certificate.brokerSettings());
            settings.putAll(Map.of(
                    "listener.security.protocol.map",
                    "BROKER:SASL_SSL,CONTROLLER:SSL",
                    "sasl.enabled.mechanisms",
                    KafkaClientProperties.MECHANISM,
                    "sasl.mechanism.inter.broker.protocol",
                    KafkaClientProperties.MECHANISM,
                    "listener.name.broker.scram-sha-512.sasl.jaas.config",
                    KafkaClientProperties.login(administrator, passwords.getOrDefault(administrator, "")),
                    "listener.name.controller.ssl.client.auth",
                    "required",
                    "authorizer.class.name",
                    authorizer,
                    "super.users",
                    "User:" + administrator + ";User:" + BrokerCertificate.SUBJECT));
            return settings;
        }
    }

    /** Where clients connect. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** The settings of the node, some of them secret if it is secured. */
    public Map<String, String> asMap() {
        String broker = "BROKER://" + bootstrapServers();
        String controller = "127.0.0.1:" + controllerPort;
        Map<String, String> settings = new HashMap<>(SINGLE_NODE);
        settings.put("log.dirs", data.toString());
        settings.put("listeners", broker + ",CONTROLLER://" + controller);
        settings.put("advertised.listeners", broker);
        settings.put("controller.quorum.voters", "1@" + controller);
        settings.putAll(security.map(Security::settings)
                .orElse(Map.of("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT")));
        return settings;
    }

    /** Formats the data folder, and creates the users, unless that was done before. */
    public void formatIfNew() throws IOException {
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(data);
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
                    .setScramArguments(security.map(Security::scramArguments).orElse(List.of()))
                    .run();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("could not format " + data, e);
        }
    }
}
