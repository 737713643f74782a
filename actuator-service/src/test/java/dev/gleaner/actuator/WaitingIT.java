package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.approved;
import static dev.gleaner.actuator.support.Console.as;
import static dev.gleaner.actuator.support.Console.audit;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.get;
import static dev.gleaner.actuator.support.Console.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.AwsProxy;
import dev.gleaner.test.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a yes is enough for, but not now: it stays queued, says why, and is not asked for again. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class WaitingIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    AwsProxy aws;

    private final Fleet fleet = new Fleet();

    @AfterEach
    void letActionsGoOn() {
        killSwitch(false);
    }

    @Test
    void shouldStopOnceTheRestIsOverAndSayOnlyOnceThatItWaits() throws SQLException {
        Arn arn = fleet.idle(Map.of());
        Finding finding = finding(arn);
        finishedAgo(arn, "interval '1 minute'");

        String action = approved(finding.id(), awaitPlan(finding.id()));
        awaitReason(action, "rests");
        lookNow(action);
        awaitReason(action, "rests");
        Sql.run("update action set updated_at = updated_at - interval '1 hour' where target = '" + arn
                + "' and finding_id = 'earlier'");
        lookNow(action);

        awaitAction(action, "observed");
        assertThat(fleet.state(arn)).isEqualTo("stopped");
        assertThat(waits(finding)).singleElement().satisfies(waits -> {
            assertThat(waits.path("guard").asText()).isEqualTo("cooldown");
            assertThat(waits.path("waits").asText()).contains("rests");
            assertThat(waits.path("until").asText()).isNotEmpty();
        });
    }

    @Test
    void shouldRefuseWhatWaitsOnceItsApprovalIsOver() throws SQLException {
        Arn arn = fleet.idle(Map.of());
        Finding finding = finding(arn);
        finishedAgo(arn, "interval '1 minute'");
        String action = approved(finding.id(), awaitPlan(finding.id()));
        awaitReason(action, "rests");

        Sql.run("update action set valid_until = now() where id = '" + action + "'");
        lookNow(action);

        assertThat(awaitAction(action, "refused").path("reason").asText()).contains("expired");
        assertThat(stops(arn)).isZero();
    }

    /** The switch reaches what waits for later, so that nothing of it begins once the switch is off again. */
    @Test
    void shouldRefuseWhatWaitsWhenTheKillSwitchIsTurnedOn() throws SQLException {
        Arn arn = fleet.idle(Map.of());
        Finding finding = finding(arn);
        finishedAgo(arn, "interval '1 minute'");
        String action = approved(finding.id(), awaitPlan(finding.id()));
        awaitReason(action, "rests");

        killSwitch(true);

        assertThat(awaitAction(action, "refused").path("reason").asText()).contains("kill switch");
        assertThat(audit(finding.id()))
                .last()
                .satisfies(entry -> assertThat(entry.path("detail").path("guard").asText())
                        .isEqualTo("kill-switch"));
        assertThat(stops(arn)).isZero();
    }

    private static Finding finding(Arn arn) {
        Finding finding = Findings.idle(arn);
        Records.sendConfirmed(finding);
        return finding;
    }

    /** As if an action on the target had come to its end then. */
    private static void finishedAgo(Arn arn, String ago) throws SQLException {
        Sql.run("insert into action (id, name, target, finding_id, finding_version, plan, round, state, dry_run, decided_by,"
                + " planned, valid_until, not_before, created_at, updated_at) values ('earlier-" + arn.id()
                + "', 'stop-instance', '" + arn + "', 'earlier', 1, '" + arn.id() + "', 1, 'observed', false, 'anna',"
                + " '{}', now(), now(), now() - " + ago + ", now() - " + ago + ")");
    }

    private static void lookNow(String action) throws SQLException {
        Sql.run("update action set not_before = now() where id = '" + action + "' and not_before > now()");
    }

    private static void awaitReason(String action, String reason) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(json(get("/api/actions/" + action)).path("reason").asText())
                        .contains(reason));
    }

    private static List<JsonNode> waits(Finding finding) {
        return audit(finding.id()).stream()
                .map(entry -> entry.path("detail"))
                .filter(detail -> detail.has("waits"))
                .toList();
    }

    private long stops(Arn arn) {
        return aws.calls("StopInstances").stream()
                .filter(call -> call.body().contains(arn.id()))
                .count();
    }

    private static void killSwitch(boolean on) {
        assertThat(as("operator-token")
                        .body("{\"on\":" + on + "}")
                        .put("/api/kill-switch")
                        .statusCode())
                .isEqualTo(200);
    }
}
