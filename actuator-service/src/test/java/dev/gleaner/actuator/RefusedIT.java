package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.approved;
import static dev.gleaner.actuator.support.Console.as;
import static dev.gleaner.actuator.support.Console.auditKinds;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.killSwitch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.AwsCalls;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a yes is not enough for: nothing of it may reach AWS. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class RefusedIT {

    private static final String WAITING =
            "pg_stat_activity where query like 'update kill_switch set engaged = engaged%'"
                    + " and wait_event_type = 'Lock'";

    AwsProxy aws;

    private final Fleet fleet = new Fleet();

    @AfterEach
    void letActionsGoOn() {
        killSwitch(false);
    }

    @Test
    void shouldNotStopWhatIsProtected() {
        shouldRefuse(fleet.idle(Map.of("gleaner:protected", "true")), "protects");
    }

    /** aws-solutions/instance-scheduler-on-aws#479: the group would start another one. */
    @Test
    void shouldNotStopAMemberOfAnAutoScalingGroup() {
        shouldRefuse(fleet.idle(Map.of("aws:autoscaling:groupName", "trainers")), "controller");
    }

    @Test
    void shouldNotStopWhatIsBusyNow() {
        Arn arn = fleet.idle(Map.of());
        fleet.cpu(arn, 1, 90);

        shouldRefuse(arn, "busy");
    }

    /** Quiet on its processor, and at work on the network since a few hours. */
    @Test
    void shouldNotStopWhatMovesBytesToday() {
        Arn arn = fleet.idle(Map.of());
        fleet.traffic(arn, 2, 40_000_000);

        shouldRefuse(arn, "bytes over the network");
    }

    /** cloud-custodian/cloud-custodian#4320: absent is not zero. */
    @Test
    void shouldNotStopWhatHasNoMetrics() {
        shouldRefuse(fleet.instance(Map.of()), "only 0");
    }

    /** skypilot-org/skypilot#6292: stopped although someone was logged in. */
    @Test
    void shouldNotStopWhatSomeoneHasASessionOn() {
        Arn arn = fleet.idle(Map.of());
        fleet.session(arn, "arn:aws:sts::123456789012:assumed-role/DataScientist/anna@example.com");

        shouldRefuse(arn, "role DataScientist has an open session on it, since ");
    }

    @Test
    void shouldNotStopWhatCannotBeAskedForSessions() {
        Arn arn = fleet.idle(Map.of());
        aws.answerAll(
                call -> call.action().equals("DescribeSessions") && call.body().contains(arn.id()),
                400,
                "{\"__type\":\"AccessDeniedException\",\"message\":\"not authorized to perform: ssm:DescribeSessions\"}");

        shouldRefuse(arn, "it is not known whether someone has a session on it: AccessDeniedException");
    }

    @Test
    void shouldNotStopWhatTheAnalyzerConfirmedLongAgo() {
        Arn arn = fleet.idle(Map.of());
        Finding finding = Findings.idle(arn);
        Records.confirm(finding.id(), Instant.now().minus(Duration.ofHours(3)));
        Records.send(finding);

        shouldRefuse(arn, finding, "confirmed");
    }

    @Test
    void shouldNotStopWhileTheKillSwitchIsOn() {
        killSwitch(true);

        shouldRefuse(fleet.idle(Map.of()), "kill switch");
    }

    /** As by a database that stands still in the middle of the update: what is written waits, what is read does not. */
    @Test
    void shouldStandStillAtOnceThoughTheDatabaseDoesNotTakeTheKillSwitch() throws Exception {
        Arn arn = fleet.idle(Map.of());
        Finding finding = Records.sendConfirmed(Findings.idle(arn));
        awaitPlan(finding.id());
        try (Connection other = Sql.connection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table kill_switch in share mode");

            HttpResponse<String> on = as("operator-token").body("{\"on\":true}").put("/api/kill-switch");

            assertThat(on.statusCode()).isEqualTo(200);
            assertThat(on.body()).isEqualTo("{\"on\":true,\"recorded\":false}");
            shouldRefuse(arn, finding, "kill switch");
            other.rollback();
        }

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(Sql.ask("select engaged from kill_switch")).isEqualTo("t"));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(
                                as("operator-token").get("/api/kill-switch").body())
                        .isEqualTo("{\"on\":true}"));
    }

    /** The write that hung fails, and is tried again behind that of whoever turned the switch off meanwhile. */
    @Test
    void shouldStayOffWhenTheDatabaseTakesAnEarlierTurnOnAfterwards() throws Exception {
        CompletableFuture<HttpResponse<String>> off;
        try (Connection other = Sql.connection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select engaged from kill_switch for update");
            HttpResponse<String> on = as("operator-token").body("{\"on\":true}").put("/api/kill-switch");
            assertThat(on.body()).isEqualTo("{\"on\":true,\"recorded\":false}");
            String hung = Sql.ask("select string_agg(pid::text, ',') from " + WAITING);

            off = CompletableFuture.supplyAsync(
                    () -> as("operator-token").body("{\"on\":false}").put("/api/kill-switch"));
            await().until(() -> Sql.ask("select count(*) from " + WAITING).equals("2"));
            Sql.ask("select pg_cancel_backend(" + hung + ")");
            await().until(() -> Sql.ask("select count(*) from " + WAITING + " and pid <> " + hung)
                    .equals("2"));
            other.rollback();
        }

        assertThat(off.get(20, TimeUnit.SECONDS).body()).isEqualTo("{\"on\":false}");
        await().until(() -> Sql.ask("select count(*) from " + WAITING).equals("0"));
        assertThat(as("operator-token").get("/api/kill-switch").body()).isEqualTo("{\"on\":false}");
        // What is recorded now is recorded behind all that was sent before.
        killSwitch(false);
        assertThat(Sql.ask("select engaged from kill_switch")).isEqualTo("f");
        assertThat(as("operator-token").get("/api/kill-switch").body()).isEqualTo("{\"on\":false}");
    }

    @Test
    void shouldAskAgainAfterARefusalAndStopOnceNothingIsAgainstIt() {
        killSwitch(true);
        Arn arn = fleet.idle(Map.of());
        Finding finding = shouldRefuse(arn, "kill switch");
        killSwitch(false);

        awaitAction(approved(finding.id(), awaitPlan(finding.id())), "observed");

        assertThat(fleet.state(arn)).isEqualTo("stopped");
    }

    /** runatlantis/atlantis#1122: the world changed between the plan and the yes. */
    @Test
    void shouldNotStopWhatWasTaggedAfterThePlan() {
        Arn arn = fleet.idle(Map.of());
        Finding finding = Records.sendConfirmed(Findings.idle(arn));
        String plan = awaitPlan(finding.id());
        fleet.tag(arn, "purpose", "demo on Monday");

        String action = approved(finding.id(), plan);

        assertThat(awaitAction(action, "refused").path("reason").asText()).contains("tags");
        assertThat(stops(arn)).isZero();
        assertThat(awaitPlan(finding.id())).isNotEqualTo(plan);
    }

    private Finding shouldRefuse(Arn arn, String reason) {
        Finding finding = Records.sendConfirmed(Findings.idle(arn));
        return shouldRefuse(arn, finding, reason);
    }

    private Finding shouldRefuse(Arn arn, Finding finding, String reason) {
        String action = approved(finding.id(), awaitPlan(finding.id()));

        assertThat(awaitAction(action, "refused").path("reason").asText()).contains(reason);
        assertThat(fleet.state(arn)).isEqualTo("running");
        assertThat(stops(arn)).isZero();
        assertThat(auditKinds(finding.id())).contains("refused").doesNotContain("intent", "called");
        return finding;
    }

    private long stops(Arn arn) {
        return AwsCalls.count(aws, "StopInstances", arn);
    }
}
