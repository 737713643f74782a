package dev.gleaner.actuator.audit.keys;

import static dev.gleaner.actuator.support.Caller.nobody;
import static dev.gleaner.actuator.support.Console.as;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.get;
import static dev.gleaner.actuator.support.Console.header;
import static dev.gleaner.actuator.support.Console.json;
import static dev.gleaner.actuator.support.Console.verify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.audit.AuditAlarm;
import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditConfig;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.audit.AuditPublisher;
import dev.gleaner.actuator.audit.cloudtrail.CloudTrailEchoConfig;
import dev.gleaner.actuator.audit.cloudtrail.UnmatchedCallMonitor;
import dev.gleaner.actuator.audit.verify.AuditReport;
import dev.gleaner.actuator.audit.verify.AuditVerifier;
import dev.gleaner.actuator.audit.verify.VerifyExportCommand;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.audit.CloudTrailEcho;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.service.kafka.KafkaClientFactory;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An audit that somebody with all rights on the database edits. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class TamperedAuditIT {

    private static final String TABLE = "audit_entry";

    /** Each test puts the audit back, so one is enough for all. */
    private static boolean isWritten;

    @Inject
    HeadSigner signer;

    @Inject
    AuditConfig config;

    @Inject
    SigningKeyring keyring;

    @Inject
    AuditChain chain;

    @Inject
    UnmatchedCallMonitor alarm;

    @Inject
    AuditAlarm alarmOfTheAudit;

    @Inject
    SignedHeadStore folder;

    @Inject
    AuditVerifier verifier;

    @Inject
    AuditPublisher publisher;

    @Inject
    KafkaClientFactory kafkaClients;

    @Inject
    CloudTrailEchoConfig echo;

    @Inject
    Mutiny.SessionFactory sessions;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    private long last;

    @BeforeEach
    void keepTheAudit() throws SQLException {
        if (!isWritten) {
            writeAnAudit();
        }
        awaitPublished();
        Sql.run("create table kept as select * from audit_entry", "create table kept_head as select * from audit_head");
        last = Long.parseLong(Sql.ask("select max(sequence) from audit_entry"));
    }

    /** An actuator that was killed holds the lease for a while, and nobody publishes meanwhile. */
    @Test
    void shouldNotMissWhatIsYetToBePublished() throws SQLException {
        Sql.run("update audit_publisher set owner = 'dead', until = now() + interval '3 seconds' where id = 1");
        Instant before = Instant.now();
        writeAnAudit();

        assertThat(Duration.between(before, Instant.now())).isGreaterThan(Duration.ofSeconds(2));
        Sql.run("drop table kept", "drop table kept_head");
        keepTheAudit();
    }

    /** As after an outage of Kafka: what the publisher could not hand over yet is not missing, and is not verified. */
    @Test
    void shouldNotTakeEntriesThatKafkaHasNotAcknowledgedForMissing() throws Throwable {
        verify();
        Sql.run("update audit_publisher set owner = 'frozen', until = now() + interval '5 minutes' where id = 1");
        try {
            append(AuditEntry.Kind.NOTIFIED, null, Map.of("waits", true));
            String waiting =
                    "select min(at) < now() - interval '2 seconds' from audit_entry where published_at is null";
            await().atMost(Duration.ofSeconds(20)).until(() -> Sql.ask(waiting).equals("t"));

            HttpResponse<String> answer = get("/api/audit/verify");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.body()).contains("can't be verified now: Kafka does not have", "nothing else is wrong");
            assertThat(nobody().get("/q/metrics").body()).contains("gleaner_audit_broken 0.0");
        } finally {
            Sql.run("update audit_publisher set until = now() where id = 1");
        }
        awaitPublished();
        assertThat(verify().path("intact").asBoolean()).isTrue();
    }

    @Test
    void shouldSayThatItCannotBeVerifiedWithoutKafka() {
        KafkaClientFactory absent = new KafkaClientFactory(Map.of("bootstrap.servers", "127.0.0.1:1"));
        AuditVerifier without = new AuditVerifier(sessions, publisher, absent, folder, keyring, echo, alarmOfTheAudit);

        assertThatThrownBy(() -> VertxContextSupport.subscribeAndAwait(without::verify))
                .isInstanceOf(AuditVerifier.NotVerifiableException.class)
                .hasMessage("the audit can't be verified now: Kafka does not answer");
    }

    /** What is edited before it is published is published as edited, and the topic can't be put back. */
    private static void awaitPublished() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Sql.ask("select count(*) from audit_entry where published_at is null")
                        .equals("0"));
    }

    private static void writeAnAudit() {
        Finding finding = Findings.idle(new Fleet().instance(Map.of()));
        Records.send(finding);
        awaitPlan(finding.id());
        assertThat(verify().path("intact").asBoolean()).isTrue();
        isWritten = true;
    }

    @AfterEach
    void putItBack() throws SQLException {
        tamper(
                "delete from audit_entry e using kept k where e.sequence = k.sequence",
                "insert into audit_entry select * from kept",
                "update audit_head h set sequence = k.sequence, hash = k.hash from kept_head k"
                        + " where h.sequence <= k.sequence");
        Sql.run("drop table kept", "drop table kept_head");
        assertThat(verify().path("intact").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "actor = 'user:mallory'",
                "kind = 'observed'",
                "detail = '{}'",
                "detail = 'no json'",
                "detail = regexp_replace(detail, '^\\{', '{\"topic\":\"another\",')",
                "kind = 'no kind'",
                "at = at + interval '1 microsecond'",
                "resource = null",
                "previous = hash",
                "hash = previous"
            })
    void shouldFindAnEditedRow(String edit) throws SQLException {
        // One that every edit changes: heads are about no resource, and what else ran here may have ended with
        // "observed".
        long edited = Long.parseLong(
                Sql.ask("select max(sequence) from audit_entry where kind = 'finding-seen' and resource is not null"));

        tamper("update audit_entry set " + edit + " where sequence = " + edited);

        assertBrokenAt(edited);
    }

    @Test
    void shouldFindADeletedRow() throws SQLException {
        tamper("delete from audit_entry where sequence = " + (last - 1));

        assertBrokenAt(last - 1);
    }

    @Test
    void shouldFindAMissingTail() throws SQLException {
        tamper(
                "delete from audit_entry where sequence = " + last,
                "update audit_head h set sequence = e.sequence, hash = e.hash from audit_entry e where e.sequence = "
                        + (last - 1));

        assertBrokenAt(last);
    }

    @Test
    void shouldFindRowsThatChangedPlaces() throws SQLException {
        tamper(
                "update audit_entry set sequence = -1 where sequence = " + last,
                "update audit_entry set sequence = " + last + " where sequence = " + (last - 1),
                "update audit_entry set sequence = " + (last - 1) + " where sequence = -1");

        assertBrokenAt(last - 1);
    }

    @Test
    void shouldFindAnEntryThatWasNeverPublished() throws SQLException {
        assertForgedIsFound("kind", "now()");
    }

    /** It keeps the publisher from going on, which must not keep anybody from seeing why. */
    @Test
    void shouldFindAnEntryThatCannotBePublished() throws SQLException {
        assertForgedIsFound("'no kind'", "null");
    }

    private void assertForgedIsFound(String kind, String publishedAt) throws SQLException {
        tamper(
                "insert into audit_entry select sequence + 1, hash, 'sha256:forged', at - interval '1 day', actor, "
                        + kind + ", finding, resource, detail, " + publishedAt
                        + " from audit_entry where sequence = " + last,
                "update audit_head set sequence = sequence + 1, hash = 'sha256:forged'");
        try {
            assertBrokenAt(last + 1);
        } finally {
            tamper(
                    "delete from audit_entry where sequence = " + (last + 1),
                    "update audit_head h set sequence = k.sequence, hash = k.hash from kept_head k");
        }
    }

    /** The whole chain is built anew, valid, without heads and a little longer; then the actuator is to sign it. */
    @Test
    void shouldFindAChainThatWasRewrittenAndSignNothingOfIt(@TempDir Path folder) throws Throwable {
        signAndKeep();
        long heads = heads();

        rewrite();
        try {
            signs();

            assertThat(heads()).isEqualTo(heads);
            assertThat(wellness().path("data").path("unsigned").asBoolean()).isTrue();
            assertThat(verify().path("intact").asBoolean()).isFalse();
            assertThat(verifyExport(folder)).isEqualTo(1);
        } finally {
            restore();
        }
        awaitPublished();
        assertThat(verifyExport(Files.createDirectory(folder.resolve("again")))).isEqualTo(0);
    }

    /** With the broker in the same hand the actuator itself publishes what was forged. */
    @Test
    void shouldFindAChainThatWasRewrittenInTheTopicToo(@TempDir Path folder) throws Throwable {
        signAndKeep();
        long heads = heads();

        rewrite();
        try {
            emptyTheTopic();
            tamper("update audit_entry set published_at = null");
            awaitPublished();
            signs();

            assertThat(heads()).isEqualTo(heads);
            JsonNode report = verify();
            assertThat(report.path("intact").asBoolean()).isFalse();
            assertThat(report.path("why").asText()).contains("signed head");
            assertThat(verifyExport(folder)).isEqualTo(1);
        } finally {
            restore();
            putTheTopicBack();
        }
    }

    /** The end is taken away everywhere but in the folder of heads, and the chain goes on from there. */
    @Test
    void shouldFindAChainThatWasCutAndWentOn(@TempDir Path folder) throws Throwable {
        signAndKeep();
        long signed = Long.parseLong(Sql.ask("select max(sequence) from audit_entry where kind = 'head'")) - 1;
        long heads = heads();

        tamper(
                "delete from audit_entry where sequence >= " + signed,
                "update audit_head h set sequence = e.sequence, hash = e.hash from audit_entry e where e.sequence = "
                        + (signed - 1));
        emptyTheTopic();
        tamper("update audit_entry set published_at = null");
        try {
            for (int i = 0; i < 3; i++) {
                append(AuditEntry.Kind.NOTIFIED, null, Map.of("forged", i));
            }
            awaitPublished();
            signs();

            assertThat(heads()).isEqualTo(heads);
            assertBrokenAt(signed);
            assertThat(verifyExport(folder)).isEqualTo(1);
        } finally {
            restore();
            putTheTopicBack();
        }
    }

    @Test
    void shouldFindAHeadThatIsNotOurs() throws Throwable {
        VertxContextSupport.subscribeAndAwait(signer::sign);
        Path head = lastHead();
        String signed = Files.readString(head);
        Files.writeString(head, signed.replace("\"signature\":\"", "\"signature\":\"AA"));
        try {
            assertThat(verify().path("intact").asBoolean()).isFalse();
        } finally {
            Files.writeString(head, signed);
        }
    }

    /** Whoever takes the witness away must not be believed to be without one. */
    @Test
    void shouldFindThatTheFolderOfHeadsIsGone() throws Throwable {
        VertxContextSupport.subscribeAndAwait(signer::sign);
        long signed = Long.parseLong(Sql.ask("select max(sequence) from audit_entry where kind = 'head'"));
        Path away = config.headsFolder().resolveSibling("away");
        Files.move(config.headsFolder(), away);
        try {
            assertBrokenAt(signed);
        } finally {
            Files.move(away, config.headsFolder());
        }
    }

    @Test
    void shouldFindAHeadThatTheOldKeySignedAfterItsTime() throws Throwable {
        SigningKey old = currentKey();
        assertThat(as("viewer-token").post("/api/audit/keys").statusCode()).isEqualTo(403);
        JsonNode next = json(as("operator-token").post("/api/audit/keys"));
        assertThat(verify().path("intact").asBoolean()).isTrue();
        assertThat(currentKey().id()).isEqualTo(next.path("keyId").asText()).isNotEqualTo(old.id());
        assertThat(Sql.ask("select actor from audit_entry order by sequence desc limit 1"))
                .isEqualTo("user:olga");
        writeAnAudit();
        VertxContextSupport.subscribeAndAwait(signer::sign);
        assertThat(verify().path("intact").asBoolean()).isTrue();

        Path file = lastHead();
        byte[] honest = Files.readAllBytes(file);
        SignedHead head = SignedHeadFolder.read(file);
        assertThat(head.keyId()).isEqualTo(next.path("keyId").asText());
        Files.write(file, Json.bytes(SignedHead.sign(head.sequence(), head.hash(), head.at(), old)));
        try {
            assertBrokenAt(head.sequence());
            assertThat(verify().path("why").asText()).contains("no longer valid");
        } finally {
            Files.write(file, honest);
        }
    }

    /** Nobody asks; the newest part is looked at each minute, all of it each day. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTellOfABrokenAuditWithoutBeingAsked(boolean recent) throws Throwable {
        signAndKeep();
        long edited = Long.parseLong(Sql.ask("select max(sequence) from audit_entry where kind = 'finding-seen'"));
        tamper("update audit_entry set actor = 'user:mallory' where sequence = " + edited);

        looks(recent);

        assertThat(wellness().path("status").asText()).isEqualTo("DOWN");
        assertThat(wellness().path("data").path("firstBroken").asLong()).isEqualTo(edited);
        assertThat(nobody().get("/q/health/ready").statusCode()).isEqualTo(200);
        assertThat(nobody().get("/q/metrics").body())
                .contains("gleaner_audit_broken 1.0", "gleaner_audit_broken_sequence " + edited + ".0");

        restore();
        looks(recent);

        assertThat(wellness().path("status").asText()).as(wellness().toString()).isEqualTo("UP");
        assertThat(nobody().get("/q/metrics").body()).contains("gleaner_audit_broken 0.0");
    }

    /** It begins with a signed head, which stands for all before it. */
    @Test
    void shouldVerifyTheNewestPartFromASignedHeadOn() throws Throwable {
        assertThat(as("operator-token").post("/api/audit/keys").statusCode()).isEqualTo(200);
        writeAnAudit();
        signAndKeep();
        writeAnAudit();
        signAndKeep();
        assertThat(recentIsIntact(1)).isTrue();
        assertThat(recentIsIntact(5)).isTrue();

        tamper("update audit_entry set actor = 'user:mallory' where sequence = 2");
        assertThat(recentIsIntact(1)).isTrue();
        assertThat(recentIsIntact(last)).isFalse();

        rewrite();
        assertThat(recentIsIntact(1)).isFalse();
        restore();
        assertThat(recentIsIntact(1)).isTrue();
    }

    /** Whether a thread that reads a key or a head stands in the call that opens its file. */
    private static boolean isOpeningAFile() {
        return Thread.getAllStackTraces().values().stream()
                .anyMatch(stack -> stack.length > 0
                        && stack[0].isNativeMethod()
                        && stack[0].getMethodName().startsWith("open")
                        && Stream.of(stack)
                                .anyMatch(frame ->
                                        frame.getClassName().startsWith(SignedHeadStore.class.getPackageName())));
    }

    /** Head and key lie on storage that may hang; the switch that stops everything must not wait for it. */
    @ParameterizedTest
    @ValueSource(strings = {"key", "head"})
    void shouldTurnTheKillSwitchWhileTheFolderHangs(String what) throws Throwable {
        String next =
                json(as("operator-token").post("/api/audit/keys")).path("keyId").asText();
        append(AuditEntry.Kind.NOTIFIED, null, Map.of("to", "be signed"));
        Path hung = what.equals("key")
                ? SigningKey.file(config.keysFolder(), next)
                : config.headsFolder().resolve("9".repeat(19) + ".json");
        byte[] content = what.equals("key") ? Files.readAllBytes(hung) : new byte[0];
        Files.deleteIfExists(hung);
        assertThat(new ProcessBuilder("mkfifo", hung.toString()).start().waitFor())
                .isZero();
        CompletableFuture<Void> signing = CompletableFuture.runAsync(this::signs);
        try {
            // Whoever reads a FIFO has it open once there is a writer; until then the reader hangs, as on dead storage.
            await().atMost(Duration.ofSeconds(20)).until(TamperedAuditIT::isOpeningAFile);
            assertThat(signing).isNotDone();

            HttpResponse<String> on = CompletableFuture.supplyAsync(
                            () -> as("operator-token").body("{\"on\":true}").put("/api/kill-switch"))
                    .get(5, TimeUnit.SECONDS);

            assertThat(on.statusCode()).isEqualTo(200);
            assertThat(signing).isNotDone();
            signing.get(30, TimeUnit.SECONDS);
            assertThat(wellness().path("status").asText()).isEqualTo("DOWN");
            assertThat(wellness().path("data").path("unsigned").asBoolean()).isTrue();
            assertThat(nobody().get("/q/health/ready").statusCode()).isEqualTo(200);
        } finally {
            try (OutputStream writer = Files.newOutputStream(hung)) {
                writer.write(content);
            }
            Files.delete(hung);
            if (what.equals("key")) {
                Files.write(hung, content);
            }
            as("operator-token").body("{\"on\":false}").put("/api/kill-switch");
        }
        signs();
        assertThat(wellness().path("status").asText()).isEqualTo("UP");
    }

    /** As docs/audit.md tells to: rotate, delete the old private key; and the actuator starts again. */
    @Test
    void shouldVerifyAfterTheFirstKeyWasReplacedAndDeleted() throws Throwable {
        assertThat(as("operator-token").post("/api/audit/keys").statusCode()).isEqualTo(200);
        writeAnAudit();
        byte[] pair = Files.readAllBytes(config.keyFile());
        Files.delete(config.keyFile());
        try {
            SigningKeyring restarted = new SigningKeyring(config);
            HeadSigner again = new HeadSigner(sessions, chain, restarted, folder, alarmOfTheAudit);
            VertxContextSupport.subscribeAndAwait(again::sign);
            AuditVerifier afterwards =
                    new AuditVerifier(sessions, publisher, kafkaClients, folder, restarted, echo, alarmOfTheAudit);

            AuditReport report = VertxContextSupport.subscribeAndAwait(afterwards::verify);

            assertThat(report.intact()).as(report.why()).isTrue();
            assertThat(config.keyFile()).doesNotExist();
        } finally {
            Files.write(config.keyFile(), pair);
        }
    }

    @Test
    void shouldMakeNoKeyBesideAChainThatHasHeads(@TempDir Path elsewhere) throws Throwable {
        VertxContextSupport.subscribeAndAwait(signer::sign);
        append(AuditEntry.Kind.NOTIFIED, null, Map.of("to", "be signed"));
        long heads = heads();
        Path key = elsewhere.resolve("key");
        SigningKeyring lost = new SigningKeyring(key, elsewhere.resolve("key.pub"), elsewhere.resolve("keys"));
        HeadSigner without = new HeadSigner(sessions, chain, lost, folder, alarmOfTheAudit);

        assertThatThrownBy(() -> VertxContextSupport.subscribeAndAwait(without::sign))
                .hasMessageContaining("restore it");

        assertThat(key).doesNotExist();
        assertThat(heads()).isEqualTo(heads);
    }

    @Test
    void shouldSignNothingOnceAHeadThatWasLaidDownIsGone() throws Throwable {
        signAndKeep();
        append(AuditEntry.Kind.NOTIFIED, null, Map.of("to", "be signed"));
        Path file = lastHead();
        byte[] head = Files.readAllBytes(file);
        long heads = heads();
        Files.delete(file);
        try {
            signs();

            assertThat(heads()).isEqualTo(heads - 1);
            assertThat(wellness().path("data").path("unsigned").asBoolean()).isTrue();
        } finally {
            Files.write(file, head);
        }
        signs();
        assertThat(heads()).isEqualTo(heads + 1);
    }

    /** As if the record had been replaced since; then as if the topic had been made anew, and what lies there been seen. */
    @Test
    void shouldFindAFindingThatIsAnotherThanTheOneThatWasSeen() throws Throwable {
        Map<String, Object> place = seenPlace();
        long forged = append(AuditEntry.Kind.FINDING_SEEN, null, with(place, "sha256", "sha256:" + "f".repeat(64)));
        long gone = verify().path("findings").path("gone").asLong();

        assertBrokenAt(forged);
        assertThat(verify().path("findings").path("differ").asLong()).isEqualTo(1);

        append(AuditEntry.Kind.FINDING_SEEN, null, place);
        JsonNode report = verify();
        assertThat(report.path("intact").asBoolean()).isTrue();
        assertThat(report.path("findings").path("gone").asLong()).isEqualTo(gone + 1);
    }

    @Test
    void shouldNotMissAFindingThatCannotBeReadAnyMore() throws Throwable {
        append(AuditEntry.Kind.FINDING_SEEN, null, with(seenPlace(), "offset", 1_000_000));

        JsonNode report = verify();

        assertThat(report.path("intact").asBoolean()).isTrue();
        assertThat(report.path("findings").path("gone").asLong()).isPositive();
        assertThat(report.path("findings").path("same").asLong()).isPositive();
    }

    @Test
    void shouldExportWhatCanBeVerifiedElsewhere(@TempDir Path folder) throws Throwable {
        VertxContextSupport.subscribeAndAwait(signer::sign);
        verify();
        Path keys = Files.createDirectory(folder.resolve("keys"));
        for (JsonNode key : json(get("/api/audit/keys"))) {
            Files.writeString(
                    keys.resolve(key.path("keyId").asText().replace(':', '-') + ".pub"),
                    key.path("publicKey").asText());
        }
        HttpResponse<String> exported = get("/api/audit/export?format=jsonl");
        assertThat(header(exported, "Content-Disposition")).contains("audit.jsonl");
        Path export = Files.writeString(folder.resolve("audit.jsonl"), exported.body());
        Path heads = Files.writeString(
                folder.resolve("heads.jsonl"), get("/api/audit/heads").body());
        String[] command = {export.toString(), "--keys", keys.toString(), "--heads", heads.toString(), "--kafka", kafka
        };

        assertThat(VerifyExportCommand.run(command)).isEqualTo(0);
        List<String> lines = Files.readAllLines(export);
        assertThat(lines).hasSize(Integer.parseInt(Sql.ask("select count(*) from audit_entry")));
        Files.write(export, lines.subList(0, lines.size() - 2));
        assertThat(VerifyExportCommand.run(command)).isEqualTo(1);
    }

    @Test
    void shouldExportAPartForPeople() {
        HttpResponse<String> csv = get("/api/audit/export?format=csv&from=2&to=4");

        assertThat(header(csv, "Content-Disposition")).contains("audit.csv");
        assertThat(csv.body().lines())
                .hasSize(4)
                .first()
                .asString()
                .isEqualTo("sequence,at,actor,kind,finding,resource,detail,previous,hash");
        assertThat(get("/api/audit/export?format=pdf").statusCode()).isEqualTo(400);
    }

    /** As the lifecycle document of a bucket with a thousand rules. */
    @Test
    void shouldPublishAnEntryThatIsLargerThanRecordsUsuallyAre() throws Throwable {
        append(AuditEntry.Kind.INTENT, null, Map.of("before", "x".repeat(3_000_000)));
        append(AuditEntry.Kind.NOTIFIED, null, Map.of("after", "it"));

        assertThat(verify().path("intact").asBoolean()).isTrue();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(Sql.ask("select count(*) from audit_entry where published_at is null"))
                        .isEqualTo("0"));
    }

    /** What could never be published would keep back all that comes after it. */
    @Test
    void shouldRefuseAnEntryThatCannotBePublished() throws Throwable {
        Map<String, Object> detail = Map.of("before", "x".repeat(10_000_000));
        assertThat(AuditChain.fits(new AuditDraft("gleaner", AuditEntry.Kind.INTENT, null, null, detail)))
                .isFalse();

        assertThatThrownBy(() -> append(AuditEntry.Kind.INTENT, null, detail))
                .hasMessageContaining("can't be published");

        assertThat(Long.parseLong(Sql.ask("select max(sequence) from audit_entry")))
                .isEqualTo(last);
    }

    @Test
    void shouldNotGiveTheWholeAuditInOneAnswer() {
        assertThat(get("/api/audit?limit=10000").statusCode()).isEqualTo(200);
        assertThat(get("/api/audit?limit=10001").statusCode()).isEqualTo(400);
        assertThat(get("/api/audit?limit=2147483647").statusCode()).isEqualTo(400);
    }

    /** More than a page, so that it is read on while it is sent. */
    @Test
    void shouldExportPageByPage() throws Throwable {
        for (int i = 0; i < 4; i++) {
            List<AuditDraft> drafts = Collections.nCopies(
                    300, new AuditDraft("gleaner", AuditEntry.Kind.NOTIFIED, null, null, Map.of("page", i)));
            VertxContextSupport.subscribeAndAwait(
                    () -> sessions.withTransaction(session -> chain.append(session, drafts)));
        }

        List<String> lines = get("/api/audit/export").body().lines().toList();

        assertThat(lines).hasSize(Integer.parseInt(Sql.ask("select count(*) from audit_entry")));
        assertThat(Json.read(lines.get(lines.size() - 1), AuditEntry.class).sequence())
                .isEqualTo(lines.size());
        assertThat(verify().path("intact").asBoolean()).isTrue();
    }

    @Test
    void shouldMissACallThatCloudTrailDoesNotTellOf() throws Throwable {
        String arn = "arn:aws:ec2:eu-south-1:999999999999:instance/i-0missed";
        // Any trail will do for calls on buckets, which other tests may have made.
        echo("request-0", "event-0", "eu-north-1", null, true);
        await().until(() -> look("trails") > 0);
        long missing = look("missing");
        long unechoed = verify().path("unechoed").asLong();
        long untraced = verify().path("untraced").asLong();
        long call = append(AuditEntry.Kind.CALLED, arn, Map.of("action", "act_1", "awsRequest", "request-1"));
        await().until(() -> verify().path("untraced").asLong() == untraced + 1);
        assertThat(verify().path("unechoed").asLong()).isEqualTo(unechoed);

        echo("request-0", "event-0", "eu-south-1", null, true);
        await().until(() -> verify().path("unechoed").asLong() == unechoed + 1);
        assertThat(look("missing")).isEqualTo(missing + 1);
        assertThat(nobody().get("/q/metrics").body()).contains("gleaner_audit_echo_missing " + (missing + 1) + ".0");

        echo("request-1", "event-1", "eu-south-1", arn, false);
        echo("request-1", "event-1", "eu-south-1", arn, false);
        await().until(() -> verify().path("unechoed").asLong() == unechoed);
        assertThat(look("missing")).isEqualTo(missing);
        assertThat(echoed("event-1"))
                .hasSize(1)
                .first()
                .satisfies(entry ->
                        assertThat(entry.path("detail").path("call").asLong()).isEqualTo(call));
        assertThat(verify().path("intact").asBoolean()).isTrue();
    }

    @Test
    void shouldTellACallThatOnlyCloudTrailKnowsFromOneWhoseAnswerWasLost() throws Throwable {
        String arn = "arn:aws:ec2:eu-south-2:999999999999:instance/i-0lost";
        long intent = append(AuditEntry.Kind.INTENT, arn, Map.of("action", "act_2"));
        long unknown = verify().path("unknownEchoes").asLong();

        echo("request-2", "event-2", "eu-south-2", arn, false);
        echo("request-3", "event-3", "eu-south-2", arn.replace("lost", "stranger"), false);
        Instant deadline = Instant.now().plusSeconds(20);
        while (echoed("event-3").isEmpty() && Instant.now().isBefore(deadline)) {
            VertxContextSupport.subscribeAndAwait(alarm::matchAndCount);
        }

        assertThat(echoed("event-2").get(0).path("detail").path("intent").asLong())
                .isEqualTo(intent);
        assertThat(echoed("event-3").get(0).path("detail").path("unknown").asBoolean())
                .isTrue();
        assertThat(verify().path("unknownEchoes").asLong()).isEqualTo(unknown + 1);
    }

    @Test
    void shouldSignAHeadOnlyWhenThereIsSomethingNew() throws Throwable {
        VertxContextSupport.subscribeAndAwait(signer::sign);
        long heads = heads();

        VertxContextSupport.subscribeAndAwait(signer::sign);

        assertThat(heads()).isEqualTo(heads);
        assertThat(Sql.ask("select kind from audit_entry order by sequence desc limit 1"))
                .isEqualTo("head");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update audit_entry set actor = 'user:mallory'",
                "update audit_entry set detail = '{}', published_at = now()",
                "delete from audit_entry",
                "truncate audit_entry"
            })
    void shouldBeAppendOnly(String sql) {
        assertThatThrownBy(() -> Sql.run(sql)).hasMessageContaining("append-only");
    }

    private void looks(boolean recent) throws Throwable {
        VertxContextSupport.subscribeAndAwait(() -> recent ? verifier.tickRecent() : verifier.tickAll());
    }

    private boolean recentIsIntact(long entries) throws Throwable {
        return VertxContextSupport.subscribeAndAwait(() -> verifier.verifyRecent(entries));
    }

    /** What the health says about the audit. */
    private static JsonNode wellness() {
        for (JsonNode check : json(nobody().get("/q/health/well")).path("checks")) {
            if (check.path("name").asText().equals("audit")) {
                return check;
            }
        }
        throw new AssertionError("no check of the audit");
    }

    /** Signs if it will; what it finds wrong it says in the log. */
    private void signs() {
        try {
            VertxContextSupport.subscribeAndAwait(signer::tick);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** The chain once more without its heads, an actor changed and two entries longer. */
    private static void rewrite() throws SQLException {
        List<AuditEntry> forged = new ArrayList<>();
        String hash = AuditEntry.GENESIS;
        List<AuditEntry> honest = new ArrayList<>();
        get("/api/audit/export").body().lines().forEach(line -> honest.add(Json.read(line, AuditEntry.class)));
        while (forged.size() < honest.size() + 2) {
            AuditEntry old = honest.get(Math.min(forged.size(), honest.size() - 1));
            boolean isHead = old.kind() == AuditEntry.Kind.HEAD;
            AuditEntry entry = AuditEntry.after(
                    forged.size(),
                    hash,
                    old.at(),
                    forged.size() == 1 ? "user:mallory" : old.actor(),
                    isHead ? AuditEntry.Kind.NOTIFIED : old.kind(),
                    old.finding(),
                    old.resource(),
                    isHead ? Json.tree(Map.of()) : old.detail());
            forged.add(entry);
            hash = entry.hash();
        }
        tamper("delete from audit_entry");
        Sql.run("alter table " + TABLE + " disable trigger all", "alter table audit_head disable trigger all");
        try (Connection connection = Sql.connection();
                PreparedStatement insert = connection.prepareStatement("insert into audit_entry values"
                        + " (?, ?, ?, cast(? as timestamptz), ?, ?, ?, ?, ?, now())")) {
            for (AuditEntry entry : forged) {
                insert.setLong(1, entry.sequence());
                insert.setString(2, entry.previous());
                insert.setString(3, entry.hash());
                insert.setString(4, entry.at().toString());
                insert.setString(5, entry.actor());
                insert.setString(6, Json.tree(entry.kind()).textValue());
                insert.setString(7, entry.finding());
                insert.setString(8, entry.resource());
                insert.setString(9, Json.text(entry.detail()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
        tamper("update audit_head set sequence = " + forged.size() + ", hash = '" + hash + "'");
    }

    private static void restore() throws SQLException {
        tamper(
                "delete from audit_entry",
                "insert into audit_entry select * from kept",
                "update audit_head h set sequence = k.sequence, hash = k.hash from kept_head k");
    }

    /** What is signed here is kept too: the folder of heads has it for good. */
    private void signAndKeep() throws Throwable {
        VertxContextSupport.subscribeAndAwait(signer::sign);
        awaitPublished();
        Sql.run("drop table kept", "drop table kept_head");
        keepTheAudit();
    }

    private void emptyTheTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            TopicPartition partition = new TopicPartition(Topic.AUDIT.topicName(), 0);
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(-1)))
                    .all()
                    .get();
        }
    }

    private void putTheTopicBack() throws Exception {
        emptyTheTopic();
        tamper("update audit_entry set published_at = null");
        awaitPublished();
    }

    /** What the command says to what can be fetched now; without Kafka. */
    private int verifyExport(Path folder) throws IOException {
        Path keys = Files.createDirectory(folder.resolve("keys"));
        Files.writeString(
                keys.resolve("first.pub"),
                json(get("/api/audit/keys")).get(0).path("publicKey").asText());
        Path export = Files.writeString(
                folder.resolve("audit.jsonl"), get("/api/audit/export").body());
        Path heads = Files.writeString(
                folder.resolve("heads.jsonl"), get("/api/audit/heads").body());
        return VerifyExportCommand.run(export.toString(), "--keys", keys.toString(), "--heads", heads.toString());
    }

    private void assertBrokenAt(long sequence) {
        JsonNode report = verify();
        assertThat(report.path("intact").asBoolean()).isFalse();
        assertThat(report.path("firstBroken").asLong()).isEqualTo(sequence);
    }

    private SigningKey currentKey() throws SQLException {
        String head = Sql.ask("select coalesce((select detail from audit_entry where kind = 'head'"
                + " order by sequence desc limit 1), '{}')");
        JsonNode detail = Json.read(head, JsonNode.class);
        return keyring.byId(detail.path("next")
                .path("keyId")
                .asText(detail.path("keyId")
                        .asText(keyring.first().orElseThrow().id())));
    }

    private static Map<String, Object> seenPlace() throws SQLException {
        String detail = Sql.ask("select detail from audit_entry where kind = 'finding-seen' and resource is not null"
                + " order by sequence desc limit 1");
        return Json.mapper().convertValue(Json.read(detail, JsonNode.class), new TypeReference<>() {});
    }

    private static Map<String, Object> with(Map<String, Object> place, String name, Object value) {
        Map<String, Object> changed = new HashMap<>(place);
        changed.put(name, value);
        return changed;
    }

    /** Its sequence. */
    private long append(AuditEntry.Kind kind, String resource, Map<String, Object> detail) throws Throwable {
        AuditDraft draft = new AuditDraft(AuditDraft.GLEANER, kind, null, resource, new HashMap<>(detail));
        VertxContextSupport.subscribeAndAwait(() -> sessions.withTransaction(session -> chain.append(session, draft)));
        return Long.parseLong(Sql.ask("select max(sequence) from audit_entry where kind = '"
                + Json.tree(kind).textValue() + "'"));
    }

    /** A figure of the alarm after it has looked. */
    private long look(String figure) {
        try {
            VertxContextSupport.subscribeAndAwait(alarm::matchAndCount);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        return (long) alarm.health().getData().orElseThrow().get(figure);
    }

    private static void echo(String request, String event, String region, String resource, boolean readOnly) {
        CloudTrailEcho echo = new CloudTrailEcho(
                request,
                event,
                "StopInstances",
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                "999999999999",
                region,
                resource,
                null,
                readOnly);
        Records.send(Topic.ECHOES, request, Json.bytes(echo), new RecordHeaders());
    }

    private static List<JsonNode> echoed(String event) {
        List<JsonNode> found = new ArrayList<>();
        json(get("/api/audit")).forEach(entry -> {
            if (entry.path("kind").asText().equals("echoed")
                    && entry.path("detail").path("event").asText().equals(event)) {
                found.add(entry);
            }
        });
        return found;
    }

    private Path lastHead() throws IOException {
        try (Stream<Path> files = Files.list(config.headsFolder())) {
            return files.max(Path::compareTo).orElseThrow();
        }
    }

    private long heads() throws IOException {
        try (Stream<Path> files = Files.list(config.headsFolder())) {
            return files.count();
        }
    }

    private static void tamper(String... statements) throws SQLException {
        Sql.run("alter table " + TABLE + " disable trigger all", "alter table audit_head disable trigger all");
        try {
            Sql.run(statements);
        } finally {
            Sql.run("alter table " + TABLE + " enable trigger all", "alter table audit_head enable trigger all");
        }
    }
}
