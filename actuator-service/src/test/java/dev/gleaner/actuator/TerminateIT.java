package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.as;
import static dev.gleaner.actuator.support.Console.audit;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.awaitReason;
import static dev.gleaner.actuator.support.Console.get;
import static dev.gleaner.actuator.support.Console.json;
import static dev.gleaner.actuator.support.Console.killSwitch;
import static dev.gleaner.actuator.support.Console.undo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.AwsCalls;
import dev.gleaner.actuator.support.Console;
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
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The end of an instance, by quarantine, and the ways out of it. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class TerminateIT {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String TAG = "gleaner:quarantined";

    AwsProxy aws;

    private final Fleet fleet = new Fleet();
    private Arn arn;

    @BeforeEach
    void runAnInstance() {
        arn = fleet.idle(Map.of());
    }

    @Test
    void shouldTerminateOnlyAfterAQuarantineAndWithAnImage() throws SQLException {
        Finding finding = sent();

        String action = quarantined(finding);

        assertThat(fleet.state(arn)).isEqualTo("stopped");
        assertThat(terminations()).isZero();
        assertThat(Sql.ask("select not_before > now() + interval '6 days' from action where id = '" + action + "'"))
                .isEqualTo("t");

        endRest(action);

        awaitAction(action, "observed");
        assertThat(fleet.state(arn)).isEqualTo("terminated");
        assertThat(terminations()).isOne();
        List<String> images = fleet.images("gleaner:action", action);
        assertThat(images).hasSize(1);
        assertThat(audit(finding.id()).toString()).contains(images.get(0));

        String undo = undo(action);

        assertThat(awaitAction(undo, "refused").path("reason").asText())
                .contains("can't be restored")
                .contains("gleaner:action=" + action);
    }

    /** cloud-custodian/cloud-custodian#4097: marked is not done; what happens in between counts. */
    @Test
    void shouldNotTerminateWhatSomebodyStartedMeanwhile() throws SQLException {
        String action = quarantined(sent());
        fleet.start(arn);

        endRest(action);

        assertCalledOff(action, "it was started meanwhile");
        assertThat(fleet.tags(arn)).doesNotContainKey(TAG);
        assertThat(fleet.state(arn)).isEqualTo("running");
        assertThat(fleet.images("gleaner:action", action)).isEmpty();
    }

    /** A start calls the termination off also when nobody looked while the instance ran. It is left as its owner left it. */
    @Test
    void shouldNotTerminateWhatSomebodyStartedAndStoppedMeanwhile() throws SQLException {
        String action = quarantined(sent());
        startAndStop();

        endRest(action);

        assertCalledOff(action, "it was started meanwhile");
        assertThat(fleet.tags(arn)).doesNotContainKey(TAG);
        assertThat(fleet.state(arn)).isEqualTo("stopped");
        assertThat(AwsCalls.count(aws, "CreateImage", arn)).isZero();
    }

    /** What was written after the image would be lost with the volumes. */
    @Test
    void shouldNotTerminateWhatSomebodyStartedAndStoppedOnceItsImageWasThere() throws Exception {
        String action = quarantined(sent());
        AwsProxy.Held held = heldAtItsImage(action);
        startAndStop();
        held.release();

        assertCalledOff(action, "was started");
        assertThat(fleet.images("gleaner:action", action)).hasSize(1);
    }

    @Test
    void shouldNotTerminateWithAVolumeThatIsNotInTheImage() throws Exception {
        String action = quarantined(sent());
        AwsProxy.Held held = heldAtItsImage(action);
        String volume = fleet.attachVolume(arn, "/dev/sdf");
        held.release();

        assertCalledOff(action, volume);
    }

    /** What nothing brings back waits for the change window as a beginning does: its yes is of another day. */
    @Test
    void shouldNotTerminateWhileItsChangeWindowIsClosed() throws SQLException {
        Finding finding = sent();
        String action = quarantined(finding);
        Records.send(Findings.in("closed-land", Findings.version(finding, 2, Finding.Status.OPEN)));
        await().atMost(SOON)
                .until(() -> Sql.ask("select version from finding where id = '" + finding.id() + "'")
                        .equals("2"));

        endRest(action);

        awaitReason(action, "change window");
        assertThat(Sql.ask("select not_before > now() + interval '1 day' from action where id = '" + action + "'"))
                .isEqualTo("t");
        assertThat(AwsCalls.count(aws, "CreateImage", arn)).isZero();
        assertThat(terminations()).isZero();
    }

    @Test
    void shouldNotTerminateBeyondTheBudget() throws SQLException {
        String action = quarantined(sent());
        // As if others had taken all of it since.
        Sql.run("insert into action (id, name, target, finding_id, finding_version, plan, round, state, dry_run,"
                + " decided_by, planned, valid_until, not_before, created_at, updated_at) values"
                + " ('spender', 'stop-instance', 'spender', 'spender', 1, 'spender', 1, 'observed', false, 'anna',"
                + " '{}', now(), now(), now(), now())");
        Sql.run("insert into budget_spent values ('spender', '" + arn.account() + "', 100000, now())");
        try {
            endRest(action);

            awaitReason(action, "budget");
            assertThat(terminations()).isZero();
        } finally {
            Sql.run("delete from budget_spent where action_id = 'spender'");
        }
        Sql.run("update action set not_before = now() where id = '" + action + "'");
        awaitAction(action, "observed");
    }

    /** A yes from before an emergency does not outlive it where nothing brings back what would be done. */
    @Test
    void shouldTakeBackAQuarantineFromBeforeAnEmergency() throws SQLException {
        String action = quarantined(sent());
        JsonNode answer = killSwitch(true);
        killSwitch(false);

        assertThat(answer.path("ended"))
                .filteredOn(one -> one.path("id").asText().equals(action))
                .singleElement()
                .satisfies(one -> assertThat(Instant.parse(one.path("due").asText()))
                        .as("the end of the quarantine")
                        .isAfter(Instant.now().plus(Duration.ofDays(6))));
        endRest(action);

        assertCalledOff(action, "kill switch");
        assertThat(fleet.tags(arn)).doesNotContainKey(TAG);
        assertThat(fleet.state(arn)).isEqualTo("running");
        assertThat(AwsCalls.count(aws, "CreateImage", arn)).isZero();
    }

    /** Two people may regret it: whoever may undo ends a quarantine, and the instance runs as before. */
    @Test
    void shouldEndAQuarantineOnRequest() throws SQLException {
        Finding finding = sent();
        String action = quarantined(finding);
        awaitRest(action);

        HttpResponse<String> answer = as("operator-token").post("/api/actions/" + action + "/undo");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        awaitAction(json(answer).path("id").asText(), "observed");
        awaitAction(action, "undone");
        assertThat(fleet.tags(arn)).doesNotContainKey(TAG);
        assertThat(fleet.state(arn)).isEqualTo("running");
        assertThat(terminations()).isZero();
        assertThat(undo(action)).isEqualTo(json(answer).path("id").asText());
        assertThat(json(get("/api/findings/" + finding.id()))
                        .path("proposal")
                        .path("state")
                        .asText())
                .isEqualTo("rejected");
        assertThat(audit(finding.id()).toString()).contains("called off by olga");
    }

    @Test
    void shouldEndAQuarantineWhileItsImageIsBeingMade() throws Exception {
        String action = quarantined(sent());
        aws.rewriteResponses(
                call -> call.action().equals("DescribeImages") && call.body().contains(action),
                body -> body.replace("<imageState>available<", "<imageState>pending<"));
        endRest(action);
        awaitAction(action, "called");

        HttpResponse<String> answer = as("operator-token").post("/api/actions/" + action + "/undo");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        awaitAction(action, "undone");
        assertThat(fleet.state(arn)).isEqualTo("running");
        assertThat(terminations()).isZero();
    }

    @Test
    void shouldNotTerminateWhatSomebodyTookOutOfQuarantine() throws SQLException {
        String action = quarantined(sent());
        fleet.untag(arn, TAG);

        endRest(action);

        assertCalledOff(action, "was removed");
    }

    @Test
    void shouldNotEvenStopWhatIsProtectedFromTermination() {
        fleet.protect(arn);
        Finding finding = sent();

        String action = approvedByTwo(finding);

        assertThat(awaitAction(action, "refused").path("reason").asText()).contains("termination protection");
        assertThat(fleet.state(arn)).isEqualTo("running");
    }

    private String quarantined(Finding finding) {
        String action = approvedByTwo(finding);
        await().atMost(SOON).until(() -> fleet.tags(arn).containsKey(TAG));
        awaitAction(action, "claimed");
        assertThat(fleet.tags(arn)).containsEntry(TAG, action);
        return action;
    }

    private void assertCalledOff(String action, String why) {
        assertThat(awaitAction(action, "undone").path("reason").asText()).contains(why);
        assertThat(terminations()).isZero();
    }

    private static String approvedByTwo(Finding finding) {
        return Console.approvedByTwo(finding.id(), awaitPlan(finding.id()));
    }

    private static void awaitRest(String action) {
        await().atMost(SOON)
                .until(() -> Sql.ask("select step from action where id = '" + action + "'")
                        .equals("2"));
    }

    private static void endRest(String action) throws SQLException {
        awaitRest(action);
        Sql.run("update action set not_before = now() where id = '" + action + "'");
    }

    /** Its rest is over and its image is made, and that is not known yet. */
    private AwsProxy.Held heldAtItsImage(String action) throws Exception {
        AwsProxy.Held held = aws.holdNext("CreateImage", AwsProxy.Moment.AFTER);
        endRest(action);
        assertThat(held.awaitReached(SOON)).isTrue();
        return held;
    }

    private Finding sent() {
        return Records.sendConfirmed(Findings.with(arn, "terminate-instance", Map.of("quarantineDays", "7")));
    }

    /** EC2 gives a start a new launch time, the stand-in does not: so the answers are given one. */
    private void startAndStop() {
        fleet.start(arn);
        fleet.stop(arn);
        String launched =
                Instant.now().plusSeconds(5).truncatedTo(ChronoUnit.SECONDS).toString();
        aws.rewriteResponses(
                call -> call.action().equals("DescribeInstances") && call.body().contains("InstanceId.1=" + arn.id()),
                body -> body.replaceAll("<launchTime>[^<]*</launchTime>", "<launchTime>" + launched + "</launchTime>"));
    }

    private long terminations() {
        return AwsCalls.count(aws, "TerminateInstances", arn);
    }
}
