package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.approve;
import static dev.gleaner.actuator.support.Console.approved;
import static dev.gleaner.actuator.support.Console.as;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.decide;
import static dev.gleaner.actuator.support.Console.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Logged;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import dev.gleaner.test.postgres.FrozenPostgres;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people get from an actuator whose database stands still, and that it is true. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class FrozenDatabaseIT {

    private static final Duration SOON = Duration.ofMinutes(2);

    /** More than there are connections for which a request can wait. */
    private static final int LATER_REQUESTS = 100;

    private static final String OFF = "{\"on\":false}";
    private static final String ON = "{\"on\":true}";

    private final Fleet fleet = new Fleet();

    @AfterEach
    void letActionsGoOn() {
        await().atMost(SOON).untilAsserted(() -> assertThat(put(OFF).body()).isEqualTo(OFF));
    }

    @Test
    void shouldNeverDoWhatItAnsweredWith503() throws SQLException {
        Finding idle = sent();
        String plan = awaitPlan(idle.id());
        Finding unwanted = sent();
        awaitPlan(unwanted.id());
        Finding stopped = sent();
        String stop = approved(stopped.id(), awaitPlan(stopped.id()));
        awaitAction(stop, "observed");
        String exemption = exempted();
        List<Supplier<HttpResponse<String>>> changes = List.of(
                () -> approve(idle.id(), plan),
                () -> decide("approver-token", unwanted.id(), Map.of("decision", "reject")),
                () -> as("operator-token").post("/api/actions/" + stop + "/undo"),
                () -> as("approver-token").delete("/api/exemptions/" + exemption),
                () -> as("operator-token").post("/api/canaries/stop-instance/reset"),
                () -> as("viewer-token").get("/api/findings"),
                () -> as("viewer-token").get("/api/findings/" + idle.id()));
        String decided = decided();

        try (Logged logged = new Logged()) {
            List<HttpResponse<String>> answers = whileFrozen(changes);

            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                assertThat(answer.body()).contains("the database does not answer in time; try again");
            });
            awaitThawed();
            assertThat(decided()).isEqualTo(decided);
            assertThat(logged.messages())
                    .noneMatch(message -> message.contains("Request failed") || message.contains("Mutiny had to drop"));
        }
        assertThat(json(as("viewer-token").get("/api/actions/" + stop))
                        .path("state")
                        .asText())
                .isEqualTo("observed");
        // Whoever tries again gets what they want.
        awaitAction(approved(idle.id(), plan), "observed");
    }

    @Test
    void shouldKeepAndRecordASwitchThatARefusedCommandWantedToTurnOff() throws Exception {
        long before = auditEnd();
        HttpResponse<String> on;
        HttpResponse<String> off;
        HttpResponse<String> seen;
        try (FrozenPostgres frozen = FrozenPostgres.freeze()) {
            on = put(ON);
            off = put(OFF);
            seen = as("viewer-token").get("/api/kill-switch");
        }

        assertThat(on.body()).isEqualTo("{\"on\":true,\"recorded\":false}");
        assertThat(off.statusCode()).as(off.body()).isEqualTo(503);
        assertThat(seen.body()).isEqualTo("{\"on\":true,\"recorded\":false}");
        await().atMost(SOON).untilAsserted(() -> assertThat(switched(before)).containsExactly(true));
        awaitThawed();
        assertThat(switched(before)).containsExactly(true);
        assertThat(as("viewer-token").get("/api/kill-switch").body()).isEqualTo(ON);
    }

    /** All actuators have to see that it was on, so that no approval of before is acted upon. */
    @Test
    void shouldRecordASwitchThatWasOnBeforeItIsTurnedOff() throws Exception {
        long before = auditEnd();
        Instant approvedAt = Instant.parse(Sql.ask(
                "select to_char(clock_timestamp() at time zone 'UTC'," + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
        CompletableFuture<HttpResponse<String>> off;
        try (Connection other = Sql.connection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select engaged from kill_switch for update");
            assertThat(put(ON).body()).isEqualTo("{\"on\":true,\"recorded\":false}");
            off = CompletableFuture.supplyAsync(() -> put(OFF));
            await().atMost(SOON)
                    .until(() -> Integer.parseInt(Sql.ask(
                                    "select count(*) from pg_stat_activity where query like 'update kill_switch%'"
                                            + " and wait_event_type = 'Lock'"))
                            > 1);
            other.rollback();
        }

        assertThat(off.get().body()).isEqualTo(OFF);
        assertThat(switched(before)).containsExactly(true, false);
        assertThat(Sql.ask("select last_on >= '" + approvedAt + "' from kill_switch"))
                .isEqualTo("t");
        awaitThawed();
        assertThat(switched(before)).containsExactly(true, false);
    }

    private List<HttpResponse<String>> whileFrozen(List<Supplier<HttpResponse<String>>> requests) {
        try (FrozenPostgres frozen = FrozenPostgres.freeze()) {
            List<CompletableFuture<HttpResponse<String>>> answers =
                    requests.stream().map(CompletableFuture::supplyAsync).toList();
            return answers.stream().map(CompletableFuture::join).toList();
        }
    }

    /**
     * Waits until all that was sent to the database, or waited for a connection to it, has had its effect: requests wait for connections
     * in their order, so that all of before have one once many later ones are served, and then all transactions of before end.
     */
    private static void awaitThawed() throws SQLException {
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(as("viewer-token").get("/api/findings").statusCode())
                                .isEqualTo(200));
        Stream.generate(() ->
                        CompletableFuture.supplyAsync(() -> as("viewer-token").get("/api/canaries")))
                .limit(LATER_REQUESTS)
                .toList()
                .forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
        String now = Sql.ask("select pg_catalog.clock_timestamp()");
        await().atMost(SOON)
                .until(() -> Sql.ask("select count(*) from pg_stat_activity where datname = current_database()"
                                + " and pid <> pg_backend_pid() and xact_start < '" + now + "'")
                        .equals("0"));
    }

    private static HttpResponse<String> put(String position) {
        return as("operator-token").body(position).put("/api/kill-switch");
    }

    private static long auditEnd() throws SQLException {
        return Long.parseLong(Sql.ask("select sequence from audit_head"));
    }

    /** The positions of the switch that the audit has, in their order. */
    private static List<Boolean> switched(long after) {
        List<Boolean> positions = new ArrayList<>();
        for (JsonNode entry : json(as("viewer-token").get("/api/audit?from=" + (after + 1)))) {
            if (entry.path("detail").has("killSwitch")) {
                positions.add(entry.path("detail").path("killSwitch").asBoolean());
            }
        }
        return positions;
    }

    /** All that people decided, and the actions that there are. */
    private static String decided() throws SQLException {
        return Sql.ask("select (select count(*) from audit_entry where kind in ('decided', 'refused'))"
                + " || ' ' || (select count(*) from action)");
    }

    private String exempted() {
        Finding kept = sent();
        awaitPlan(kept.id());
        assertThat(decide(
                                "approver-token",
                                kept.id(),
                                Map.of(
                                        "decision", "keep",
                                        "reason", "warm standby",
                                        "until",
                                                Instant.now()
                                                        .plus(Duration.ofDays(30))
                                                        .toString()))
                        .statusCode())
                .isEqualTo(200);
        for (JsonNode listed : json(as("viewer-token").get("/api/exemptions"))) {
            if (listed.path("finding").asText().equals(kept.id())) {
                return listed.path("id").asText();
            }
        }
        throw new AssertionError("no exemption of " + kept.id());
    }

    private Finding sent() {
        return Records.sendConfirmed(Findings.idle(fleet.idle(Map.of())));
    }
}
