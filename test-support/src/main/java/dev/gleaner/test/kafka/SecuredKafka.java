package dev.gleaner.test.kafka;

import dev.gleaner.local.runtime.kafka.BrokerCertificate;
import dev.gleaner.local.runtime.kafka.EmbeddedKafka;
import dev.gleaner.local.runtime.kafka.KafkaClientProperties;
import dev.gleaner.local.runtime.kafka.KafkaServerSettings;
import dev.gleaner.local.runtime.process.FolderDeletion;
import dev.gleaner.test.process.OncePerJvm;
import dev.gleaner.test.process.StartupMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * A real single-node broker with TLS, SCRAM and ACLs, shared by all tests of a JVM. Only its administrator and the
 * users that tests create have permissions.
 */
public final class SecuredKafka {

    private static final int ITERATIONS = 4096;
    private static final long PAUSE_MILLIS = 20;

    private SecuredKafka() {}

    /** {@code host:port} of the broker; the first call starts it. */
    public static String bootstrapServers() {
        return fact(BrokerStarter.BOOTSTRAP);
    }

    /** Client properties of the administrator, who has all permissions. */
    public static Map<String, String> administratorProperties() {
        return client(BrokerStarter.ADMINISTRATOR);
    }

    /** Creates the topics that do not exist yet. */
    public static void create(List<NewTopic> topics) {
        try (Admin admin = Admin.create(new HashMap<>(administratorProperties()))) {
            Set<String> there = admin.listTopics().names().get();
            admin.createTopics(topics.stream()
                            .filter(topic -> !there.contains(topic.name()))
                            .toList())
                    .all()
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("could not create " + topics, e);
        }
    }

    /** Creates a user with these permissions and returns its client properties. */
    public static Map<String, String> createUser(String name, Collection<AclBinding> allowed) {
        try (Admin admin = Admin.create(new HashMap<>(administratorProperties()))) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            name,
                            new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS),
                            fact(BrokerStarter.PASSWORD))))
                    .all()
                    .get();
            admin.createAcls(allowed).all().get();
            while (!admin.describeAcls(AclBindingFilter.ANY).values().get().containsAll(allowed)) {
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("could not create " + name, e);
        }
        return client(name);
    }

    /** The ACLs that have not allowed any operation so far. */
    public static List<AclBinding> unused(Collection<AclBinding> acls) {
        try {
            Set<String> authorized = Set.copyOf(Files.readAllLines(Path.of(fact(BrokerStarter.AUTHORIZED))));
            return acls.stream()
                    .filter(acl -> authorized.stream().noneMatch(line -> RecordingAuthorizer.isBy(acl, line)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> client(String user) {
        return KafkaClientProperties.of(
                bootstrapServers(), Path.of(fact(BrokerStarter.CERTIFICATE)), user, fact(BrokerStarter.PASSWORD));
    }

    private static String fact(String name) {
        return OncePerJvm.facts(BrokerStarter.class).getOrDefault(name, "");
    }

    /** Starts the broker in this JVM. */
    public static final class BrokerStarter implements Supplier<Map<String, String>> {

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
                BrokerCertificate certificate =
                        new BrokerCertificate(folder.resolve("broker.p12"), folder.resolve("broker.pem"), password);
                certificate.generate();
                EmbeddedKafka broker = EmbeddedKafka.startSecured(
                        new KafkaServerSettings.Security(
                                certificate,
                                Map.of(ADMINISTRATOR, password),
                                ADMINISTRATOR,
                                RecordingAuthorizer.class.getName()),
                        Map.of(RecordingAuthorizer.FILE, authorized.toString()));
                Runnable end = () -> {
                    broker.close();
                    FolderDeletion.delete(folder);
                };
                Runtime.getRuntime().addShutdownHook(new Thread(end, "stop-secured-kafka"));
                StartupMessage.print(
                        "secured embedded Kafka %s at %s", AppInfoParser.getVersion(), broker.bootstrapServers());
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
}
