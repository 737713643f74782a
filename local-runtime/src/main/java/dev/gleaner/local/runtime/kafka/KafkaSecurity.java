package dev.gleaner.local.runtime.kafka;

import dev.gleaner.contracts.topic.ServiceTopicAccess;
import dev.gleaner.local.runtime.LocalRunException;
import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.RunSecrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;

/**
 * TLS, users and ACLs of a run's broker, if it was first started with {@code --secure-kafka}. Each service is a user of
 * its own that may do what {@link ServiceTopicAccess} says; the launcher and the feeder are its administrator. Keys and
 * passwords lie with the run's secrets.
 */
public final class KafkaSecurity {

    private static final String ADMINISTRATOR = "administrator";
    private static final String SUBJECT = "CN=gleaner-local-broker";
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required";
    private static final String PASSWORD_VARIABLE = "STORE_PASSWORD";

    private final RunFolder run;

    public KafkaSecurity(RunFolder run) {
        this.run = run;
    }

    /** Whether the broker of this run has it. */
    public boolean isEnabled() {
        return Files.exists(certificate());
    }

    /** Makes what it takes, unless that is there; {@link LocalRunException} if the broker has data without it. */
    public void enable(Path brokerData) throws IOException {
        if (isEnabled()) {
            return;
        }
        if (Files.exists(brokerData)) {
            throw new LocalRunException("the broker of " + run.path()
                    + " was first started without --secure-kafka: leave it out, or give --fresh to begin anew");
        }
        Files.createDirectories(certificate().toAbsolutePath().getParent());
        users().forEach(this::password);
        keytool("-genkeypair", "-keyalg", "EC", "-dname", SUBJECT, "-ext", "SAN=IP:127.0.0.1", "-validity", "3650");
        Files.setPosixFilePermissions(keystore(), PosixFilePermissions.fromString("rw-------"));
        RunSecrets.writeForOwner(run.secret("kafka-client.properties"), clientFile(), StandardOpenOption.CREATE);
        keytool("-exportcert", "-rfc", "-file", certificate().toString());
    }

    /** Client properties of the administrator, or of anybody where it is off. */
    public Map<String, String> administratorClientProperties(String bootstrapServers) {
        Map<String, String> client = new TreeMap<>(clientProperties(bootstrapServers));
        if (isEnabled()) {
            client.put("sasl.jaas.config", login(ADMINISTRATOR));
        }
        return client;
    }

    /** Client properties without the secret one. */
    public Map<String, String> clientProperties(String bootstrapServers) {
        Map<String, String> client = new TreeMap<>(Map.of("bootstrap.servers", bootstrapServers));
        if (isEnabled()) {
            client.putAll(security());
        }
        return client;
    }

    /** The secret property of a service, as its environment has it; empty where it is off. */
    public Map<String, String> environment(ServiceTopicAccess service) {
        return isEnabled() ? Map.of("KAFKA_SASL_JAAS_CONFIG", login(service.user())) : Map.of();
    }

    /** Arguments for the format of the broker's data that make the users. */
    public List<String> scramArguments() {
        return isEnabled()
                ? users().map(user -> "SCRAM-SHA-512=[name=" + user + ",password=" + password(user) + "]")
                        .toList()
                : List.of();
    }

    /** Settings of the broker, whose two listeners are called {@code BROKER} and {@code CONTROLLER}. */
    public List<String> brokerSettings() {
        if (!isEnabled()) {
            return List.of("listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
        }
        String password = password(ADMINISTRATOR);
        return List.of(
                "listener.security.protocol.map=BROKER:SASL_SSL,CONTROLLER:SSL",
                "sasl.enabled.mechanisms=SCRAM-SHA-512",
                "sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512",
                "listener.name.broker.scram-sha-512.sasl.jaas.config=" + login(ADMINISTRATOR),
                "listener.name.controller.ssl.client.auth=required",
                "ssl.keystore.type=PKCS12",
                "ssl.keystore.location=" + keystore(),
                "ssl.keystore.password=" + password,
                "ssl.key.password=" + password,
                "ssl.truststore.type=PEM",
                "ssl.truststore.location=" + certificate(),
                "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users=User:" + ADMINISTRATOR + ";User:" + SUBJECT);
    }

    /** Allows each service what it needs, on a broker that answers. */
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
            throw new LocalRunException("the broker did not take the services' ACLs: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalRunException("interrupted");
        }
    }

    /** The administrator's, for the feeder, and for who looks at the broker with Kafka's own tools. */
    private String clientFile() {
        Map<String, String> client = new TreeMap<>(security());
        client.put("sasl.jaas.config", login(ADMINISTRATOR));
        return client.entrySet().stream()
                .map(property -> property.getKey() + "=" + property.getValue())
                .collect(Collectors.joining("\n"));
    }

    private Map<String, String> security() {
        return Map.of(
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "SCRAM-SHA-512",
                "ssl.truststore.type", "PEM",
                "ssl.truststore.location", certificate().toString());
    }

    private static Stream<String> users() {
        return Stream.concat(
                Stream.of(ADMINISTRATOR), Stream.of(ServiceTopicAccess.values()).map(ServiceTopicAccess::user));
    }

    private String login(String user) {
        return SCRAM + " username=\"" + user + "\" password=\"" + password(user) + "\";";
    }

    private String password(String user) {
        try {
            return RunSecrets.readOrMake(run.secret("kafka-" + user), "%s");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path keystore() {
        return run.secret("kafka-broker.p12");
    }

    private Path certificate() {
        return run.secret("kafka-broker.pem");
    }

    private void keytool(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "-alias",
                "broker",
                "-storetype",
                "PKCS12",
                "-keystore",
                keystore().toString(),
                "-storepass:env",
                PASSWORD_VARIABLE));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put(PASSWORD_VARIABLE, password(ADMINISTRATOR));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new LocalRunException("keytool failed: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalRunException("interrupted while keytool ran");
        }
    }
}
