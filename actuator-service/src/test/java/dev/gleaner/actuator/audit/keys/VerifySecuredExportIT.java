package dev.gleaner.actuator.audit.keys;

import static dev.gleaner.actuator.support.Console.get;
import static dev.gleaner.actuator.support.Console.json;
import static dev.gleaner.actuator.support.Console.verify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.audit.verify.VerifyExportCommand;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.SecuredProfile;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.topic.CloudEventHeaders;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.kafka.KafkaTestClient;
import dev.gleaner.test.kafka.SecuredKafka;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command on a broker with TLS, SCRAM and ACLs, as somebody who may read what is compared and nothing else. */
@QuarkusTest
@TestProfile(SecuredProfile.class)
class VerifySecuredExportIT {

    private static final String AUDITOR = "auditor";
    private static final List<AclBinding> READING = Stream.of(Topic.AUDIT, Topic.FINDINGS)
            .map(topic -> new AclBinding(
                    new ResourcePattern(ResourceType.TOPIC, topic.topicName(), PatternType.LITERAL),
                    new AccessControlEntry("User:" + AUDITOR, "*", AclOperation.READ, AclPermissionType.ALLOW)))
            .toList();

    @Inject
    HeadSigner signer;

    @TempDir
    Path folder;

    private Path keys;
    private Path export;

    @BeforeEach
    void export() throws Throwable {
        Finding finding = Findings.idle(Arn.parse("arn:aws:ec2:us-east-1:123456789012:instance/i-0audited"));
        new KafkaTestClient(SecuredKafka.administratorProperties())
                .send(new ProducerRecord<>(
                        Topic.FINDINGS.topicName(),
                        null,
                        finding.id(),
                        Json.bytes(finding),
                        CloudEventHeaders.of(finding)));
        await().until(() -> get("/api/findings/" + finding.id()).statusCode() == 200);
        VertxContextSupport.subscribeAndAwait(signer::sign);
        assertThat(verify().path("intact").asBoolean()).isTrue();
        keys = Files.createDirectory(folder.resolve("keys"));
        for (JsonNode key : json(get("/api/audit/keys"))) {
            Files.writeString(
                    keys.resolve(key.path("keyId").asText().replace(':', '-') + ".pub"),
                    key.path("publicKey").asText());
        }
        export = Files.writeString(
                folder.resolve("audit.jsonl"), get("/api/audit/export").body());
    }

    @Test
    void shouldReadTheTopicsWithTheSettingsOfAFile() throws IOException {
        Map<String, String> auditor = SecuredKafka.createUser(AUDITOR, READING);
        assertThat(verifyWith(auditor)).isEqualTo(0);

        // As far as the export goes; what is missing in it is in the topic.
        List<String> lines = Files.readAllLines(export);
        Files.write(export, lines.subList(0, lines.size() - 1));
        assertThat(verifyWith(auditor)).isEqualTo(1);
    }

    @Test
    void shouldNotCallIntactWhatItMayNotRead() throws IOException {
        assertThat(verifyWith(SecuredKafka.createUser("stranger", List.of()))).isEqualTo(2);

        Map<String, String> wrong = new HashMap<>(SecuredKafka.createUser(AUDITOR, READING));
        wrong.computeIfPresent("sasl.jaas.config", (key, value) -> value.replace("password=\"", "password=\"x"));
        assertThat(verifyWith(wrong)).isEqualTo(2);
    }

    private int verifyWith(Map<String, String> client) throws IOException {
        Properties settings = new Properties();
        settings.putAll(client);
        settings.remove("bootstrap.servers");
        Path file = folder.resolve("kafka.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            settings.store(writer, null);
        }
        return VerifyExportCommand.run(
                export.toString(),
                "--keys",
                keys.toString(),
                "--kafka",
                SecuredKafka.bootstrapServers(),
                "--kafka-config",
                file.toString());
    }
}
