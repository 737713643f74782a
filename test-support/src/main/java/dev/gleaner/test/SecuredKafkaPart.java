package dev.gleaner.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.AppInfoParser;

/** The broker of {@link SecuredKafka}, in this JVM. */
final class SecuredKafkaPart implements Supplier<Map<String, String>> {

    static final String ADMINISTRATOR = "administrator";
    static final String BOOTSTRAP = "bootstrap";
    static final String PASSWORD = "password";
    static final String CERTIFICATE = "certificate";
    static final String AUTHORIZED = "authorized";

    @Override
    public Map<String, String> get() {
        try {
            Path folder = Files.createTempDirectory("gleaner-kafka-tls");
            Path authorized = Files.createFile(folder.resolve("authorized"));
            String password = UUID.randomUUID().toString();
            BrokerCertificate certificate = BrokerCertificate.in(folder, password);
            EmbeddedKafka broker = EmbeddedKafka.startSecured(certificate, ADMINISTRATOR, password, authorized);
            Runnable end = () -> {
                broker.close();
                TemporaryFolder.delete(folder);
            };
            Runtime.getRuntime().addShutdownHook(new Thread(end, "stop-secured-kafka"));
            Announcement.say("secured embedded Kafka %s at %s", AppInfoParser.getVersion(), broker.bootstrapServers());
            return Map.of(
                    BOOTSTRAP, broker.bootstrapServers(),
                    PASSWORD, password,
                    AUTHORIZED, authorized.toString(),
                    CERTIFICATE, certificate.certificate().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
