package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.approve;
import static dev.gleaner.actuator.support.Console.approved;
import static dev.gleaner.actuator.support.Console.as;
import static dev.gleaner.actuator.support.Console.audit;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.proposal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.actuator.support.ActingProfile;
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
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The hours of an instance, kept by ordinary stops and starts. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class ScheduleIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String TAG = "gleaner:schedule";

    AwsProxy aws;

    private final Fleet fleet = new Fleet();

    @Test
    void shouldStopAndStartAnInstanceAtTheHoursThatAPersonApproved() throws SQLException {
        Arn arn = fleet.instance(Map.of());
        Finding finding = sent(arn);
        String schedule = kept(finding);
        assertThat(fleet.tags(arn)).containsEntry(TAG, "UTC Mon Tue 08:00-18:00");
        fleet.lately(arn, 3, 2);

        comes(schedule, "stop", "1 minute");

        await().atMost(SOON).until(() -> made(schedule).contains("stop-instance observed"));
        assertThat(fleet.state(arn)).isEqualTo("stopped");
        assertThat(calls("StopInstances", arn)).isOne();
        awaitFuture(schedule);

        comes(schedule, "start", "1 minute");

        await().atMost(SOON).until(() -> made(schedule).contains("start-instance observed"));
        assertThat(fleet.state(arn)).isEqualTo("running");
        assertThat(calls("StartInstances", arn)).isOne();
        assertThat(audit(finding.id()).toString()).contains("\"decision\":\"schedule\"");
    }

    @Test
    void shouldWaitWithTheStopUntilTheWorkIsOver() throws SQLException {
        Arn arn = fleet.instance(Map.of());
        String schedule = kept(sent(arn));
        fleet.lately(arn, 9, 80);

        comes(schedule, "stop", "1 minute");

        await().atMost(SOON).until(() -> made(schedule).contains("stop-instance refused"));
        assertThat(Sql.ask("select min(reason) from action where schedule = '" + schedule + "'"))
                .contains("it still works");
        assertThat(calls("StopInstances", arn)).isZero();
        fleet.lately(arn, 2, 1);
        await().atMost(SOON).until(() -> fleet.state(arn).equals("stopped"));
    }

    @Test
    void shouldEndWhenSomebodyTakesTheTagOff() throws SQLException {
        Arn arn = fleet.instance(Map.of());
        Finding finding = sent(arn);
        String schedule = kept(finding);
        fleet.lately(arn, 3, 2);
        fleet.untag(arn, TAG);

        comes(schedule, "stop", "1 minute");

        awaitEnd(schedule, "was removed");
        assertThat(made(schedule)).isEmpty();
        assertThat(calls("StopInstances", arn)).isZero();
        assertThat(audit(finding.id()).toString()).contains("the tag gleaner:schedule was removed");
    }

    /** aws-solutions/instance-scheduler-on-aws#268: what somebody did by hand is not fought, and counts until the next time. */
    @Test
    void shouldLeaveAloneWhatIsAsItShouldBe() throws SQLException {
        Arn arn = fleet.instance(Map.of());
        String schedule = kept(sent(arn));

        comes(schedule, "start", "1 minute");

        awaitFuture(schedule);
        assertThat(made(schedule)).isEmpty();
        assertThat(calls("StartInstances", arn)).isZero();
    }

    @Test
    void shouldNotMakeUpForATimeThatIsLongOver() throws SQLException {
        Arn arn = fleet.instance(Map.of());
        Finding finding = sent(arn);
        String schedule = kept(finding);
        fleet.lately(arn, 3, 2);

        comes(schedule, "stop", "61 minutes");

        awaitFuture(schedule);
        assertThat(made(schedule)).isEmpty();
        assertThat(fleet.state(arn)).isEqualTo("running");
        assertThat(audit(finding.id()).toString()).contains("\"missed\"");
    }

    @Test
    void shouldEndWithItsUndo() throws SQLException {
        Arn arn = fleet.instance(Map.of());
        String schedule = kept(sent(arn));

        as("operator-token").post("/api/actions/" + schedule + "/undo");

        awaitAction(schedule, "undone");
        assertThat(fleet.tags(arn)).doesNotContainKey(TAG);
        comes(schedule, "stop", "1 minute");
        awaitEnd(schedule, "undone");
        assertThat(fleet.state(arn)).isEqualTo("running");
    }

    @Test
    void shouldNotKeepHoursThatNobodyNamed() {
        Arn arn = fleet.instance(Map.of());
        Finding finding = Findings.with(arn, "schedule-instance", Map.of());
        Records.sendConfirmed(finding);

        String plan = awaitPlan(finding.id());
        HttpResponse<String> answer = approve(finding.id(), plan);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("schedule-instance can't be done", "the hours at which it runs are not set");
        assertThat(proposal(finding.id()).at("/changes/0/problem").asText())
                .contains("the hours at which it runs are not set");
        assertThat(proposal(finding.id()).path("actions")).isEmpty();
        assertThat(fleet.tags(arn)).doesNotContainKey(TAG);
    }

    private static String kept(Finding finding) {
        String action = approved(finding.id(), awaitPlan(finding.id()));
        awaitAction(action, "observed");
        awaitFuture(action);
        return action;
    }

    private static Finding sent(Arn arn) {
        Finding finding = Findings.with(
                arn, "schedule-instance", Map.of("on", "Mon 08:00-18:00, Tue 08:00-18:00", "zone", "UTC"));
        Records.sendConfirmed(finding);
        return finding;
    }

    /** As if a change of the hours had come so long ago. */
    private static void comes(String schedule, String change, String ago) throws SQLException {
        Sql.run("update schedule set turns_on = " + change.equals("start") + ", due_at = now() - interval '" + ago
                + "', next_look = now() where action_id = '" + schedule + "'");
    }

    private static void awaitFuture(String schedule) {
        String next = "select count(*) from schedule where action_id = '" + schedule + "' and state = 'active'"
                + " and due_at > now() and next_look = due_at";
        await().atMost(SOON).until(() -> Sql.ask(next).equals("1"));
    }

    private static void awaitEnd(String schedule, String why) {
        String ended = "select coalesce(max(ended), '') from schedule where action_id = '" + schedule + "'";
        await().atMost(SOON).until(() -> Sql.ask(ended).contains(why));
    }

    private static String made(String schedule) throws SQLException {
        return Sql.ask("select coalesce(string_agg(name || ' ' || state, ', '), '') from action where schedule = '"
                + schedule + "'");
    }

    private long calls(String action, Arn arn) {
        return aws.calls(action).stream()
                .filter(call -> call.body().contains(arn.id()))
                .count();
    }
}
