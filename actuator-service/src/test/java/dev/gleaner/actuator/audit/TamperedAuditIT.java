package dev.gleaner.actuator.audit;

import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.verify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.test.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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

    private long last;

    @BeforeEach
    void keepTheAudit() throws SQLException {
        if (!isWritten) {
            writeAnAudit();
        }
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
                "kind = 'no kind'",
                "at = at + interval '1 microsecond'",
                "resource = null",
                "previous = hash",
                "hash = previous"
            })
    void shouldFindAnEditedRow(String edit) throws SQLException {
        // Heads are about no resource, so that taking it away would change nothing.
        long edited = Long.parseLong(Sql.ask("select max(sequence) from audit_entry where resource is not null"));

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
        tamper(
                "insert into audit_entry select sequence + 1, hash, 'sha256:forged', at - interval '1 day', actor, kind,"
                        + " finding, resource, detail, now() from audit_entry where sequence = " + last,
                "update audit_head set sequence = sequence + 1, hash = 'sha256:forged'");
        try {
            assertBrokenAt(last + 1);
        } finally {
            tamper(
                    "delete from audit_entry where sequence = " + (last + 1),
                    "update audit_head h set sequence = k.sequence, hash = k.hash from kept_head k");
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

    private void assertBrokenAt(long sequence) {
        JsonNode report = verify();
        assertThat(report.path("intact").asBoolean()).isFalse();
        assertThat(report.path("firstBroken").asLong()).isEqualTo(sequence);
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
        Sql.run("alter table " + TABLE + " disable trigger all");
        try {
            Sql.run(statements);
        } finally {
            Sql.run("alter table " + TABLE + " enable trigger all");
        }
    }
}
