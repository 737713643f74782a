package dev.gleaner.local.runtime.kafka;

import dev.gleaner.contracts.topic.ServiceTopicAccess;
import dev.gleaner.local.runtime.LocalRunException;
import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.RunSecrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;

/**
 * TLS, users and ACLs of a run's broker, if the run was first started with {@code --secure-kafka}. Each service is a user
 * with the ACLs of {@link ServiceTopicAccess}; the launcher and the feeder are the administrator. Keys and passwords are
 * among the run's secrets.
 */
public final class KafkaSecurity {

    private static final String ADMINISTRATOR = "administrator";

    private final RunFolder run;

    public KafkaSecurity(RunFolder run) {
        this.run = run;
    }

    /** Whether the broker of this run is secured. */
    public boolean isEnabled() {
        return Files.exists(certificate());
    }

    /** Generates keys and passwords at the first call; {@link LocalRunException} if the broker has data already. */
    public void enable(Path brokerData) throws IOException {
        if (isEnabled()) {
            return;
        }
        if (Files.exists(brokerData)) {
            throw new LocalRunException("the broker of " + run.path()
                    + " was first started without --secure-kafka: omit the option, or add --fresh to delete its data");
        }
        Files.createDirectories(certificate().toAbsolutePath().getParent());
        RunSecrets.writeForOwner(run.secret("kafka-client.properties"), clientFile(), StandardOpenOption.CREATE);
        brokerCertificate().generate();
    }

    /** Client properties of the administrator, or of any client where security is disabled. */
    public Map<String, String> administratorClientProperties(String bootstrapServers) {
        return isEnabled()
                ? KafkaClientProperties.of(bootstrapServers, certificate(), ADMINISTRATOR, password(ADMINISTRATOR))
                : clientProperties(bootstrapServers);
    }

    /** Client properties without user and password. */
    public Map<String, String> clientProperties(String bootstrapServers) {
        Map<String, String> client = new TreeMap<>(Map.of("bootstrap.servers", bootstrapServers));
        if (isEnabled()) {
            client.putAll(KafkaClientProperties.withoutLogin(certificate()));
        }
        return client;
    }

    /** User and password of a service as an environment variable; empty where security is disabled. */
    public Map<String, String> environment(ServiceTopicAccess service) {
        return isEnabled()
                ? Map.of(
                        "KAFKA_SASL_JAAS_CONFIG", KafkaClientProperties.login(service.user(), password(service.user())))
                : Map.of();
    }

    /** What the broker needs for it; empty where security is disabled. */
    Optional<KafkaServerSettings.Security> broker() {
        return isEnabled()
                ? Optional.of(new KafkaServerSettings.Security(
                        brokerCertificate(),
                        users().collect(Collectors.toMap(user -> user, this::password)),
                        ADMINISTRATOR,
                        KafkaServerSettings.Security.STANDARD_AUTHORIZER))
                : Optional.empty();
    }

    /** Creates the ACLs of the services; the broker has to be running. */
    public void createServiceAcls(String bootstrapServers) {
        if (!isEnabled()) {
            return;
        }
        List<AclBinding> acls = Stream.of(ServiceTopicAccess.values())
                .flatMap(service -> Stream.concat(service.requiredAcls().stream(), service.creating().stream()))
                .toList();
        try (Admin admin = Admin.create(new HashMap<>(administratorClientProperties(bootstrapServers)))) {
            admin.createAcls(acls).all().get();
        } catch (ExecutionException e) {
            throw new LocalRunException("the broker rejected the ACLs of the services: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalRunException("interrupted");
        }
    }

    /** Client properties of the administrator, for the feeder and for Kafka's command line tools. */
    private String clientFile() {
        Map<String, String> client = new TreeMap<>(KafkaClientProperties.withoutLogin(certificate()));
        client.put(KafkaClientProperties.LOGIN, KafkaClientProperties.login(ADMINISTRATOR, password(ADMINISTRATOR)));
        return client.entrySet().stream()
                .map(property -> property.getKey() + "=" + property.getValue())
                .collect(Collectors.joining("\n"));
    }

    private BrokerCertificate brokerCertificate() {
        return new BrokerCertificate(run.secret("kafka-broker.p12"), certificate(), password(ADMINISTRATOR));
    }

    private Path certificate() {
        return run.secret("kafka-broker.pem");
    }

    private static Stream<String> users() {
        return Stream.concat(
                Stream.of(ADMINISTRATOR), Stream.of(ServiceTopicAccess.values()).map(ServiceTopicAccess::user));
    }

    private String password(String user) {
        try {
            return RunSecrets.readOrMake(run.secret("kafka-" + user), "%s");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
