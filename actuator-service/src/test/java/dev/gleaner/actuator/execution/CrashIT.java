package dev.gleaner.actuator.execution;

import static dev.gleaner.actuator.support.Console.approved;
import static dev.gleaner.actuator.support.Console.auditKinds;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.verify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Logged;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A worker that is gone at the worst moments. Its call is held at the proxy while another worker takes over, as after a
 * lease has ended.
 */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class CrashIT {

    private static final Duration SOON = Duration.ofMinutes(2);

    AwsProxy aws;

    @Inject
    SecondWorker second;

    private final Fleet fleet = new Fleet();
    private final Logged logged = new Logged(Level.INFO);
    private Arn arn;
    private Finding finding;
    private String plan;

    @BeforeEach
    void showAPlan() {
        arn = fleet.idle(Map.of());
        finding = Findings.idle(arn);
        Records.sendConfirmed(finding);
        plan = awaitPlan(finding.id());
    }

    @AfterEach
    void stopListening() {
        logged.close();
    }

    /** It is only ever added to, so that what one test breaks the last one shows. */
    @AfterAll
    static void shouldHaveKeptTheAudit() {
        assertThat(verify().path("intact").asBoolean()).isTrue();
    }

    /** preloop/preloop#517: gone after the effect, before it was written down. */
    @Test
    void shouldNotCallAgainWhenAWorkerDiedBetweenCallAndRecord() throws Exception {
        AwsProxy.Held held = aws.holdNext("StopInstances", AwsProxy.Moment.AFTER);
        String action = approved(finding.id(), plan);
        assertThat(held.awaitReached(SOON)).isTrue();
        DeadWorker.held(action);

        second.work("second");

        awaitAction(action, "observed");
        letGo(held, action);
        assertThat(stops()).isOne();
        assertThat(auditKinds(finding.id()))
                .endsWith("decided", "claimed", "intent", "claimed", "observed")
                .doesNotContain("called");
    }

    @Test
    void shouldCallOnceWhenAWorkerDiedBetweenIntentAndCall() throws Exception {
        AwsProxy.Held held = aws.holdNext("StopInstances", AwsProxy.Moment.BEFORE);
        String action = approved(finding.id(), plan);
        assertThat(held.awaitReached(SOON)).isTrue();
        DeadWorker.held(action);
        Sql.run("update intent set under_way_until = now() - interval '1 minute' where action_id = '" + action + "'");

        second.work("second");

        awaitAction(action, "observed");
        letGo(held, action);
        assertThat(stops()).isOne();
        assertThat(fleet.state(arn)).isEqualTo("stopped");
    }

    /** boto/boto3#4386: what EC2 shows right after a call may be old, so a takeover waits before it believes it. */
    @Test
    void shouldNotBelieveTooEarlyThatNoCallWasMade() throws Exception {
        AwsProxy.Held held = aws.holdNext("StopInstances", AwsProxy.Moment.BEFORE);
        String action = approved(finding.id(), plan);
        assertThat(held.awaitReached(SOON)).isTrue();
        DeadWorker.held(action);
        Sql.run("update intent set under_way_until = now() + interval '1 hour' where action_id = '" + action + "'");

        second.work("second");

        // The service's own worker may have been first: only once it has put the action off is it done with it.
        await().atMost(SOON)
                .until(() -> Sql.ask("select count(*) from action where not_before > now() + interval '30 minutes'"
                                + " and state = 'intent' and id = '" + action + "'")
                        .equals("1"));
        assertThat(stops()).isZero();
        Sql.run(
                "update intent set under_way_until = now() - interval '1 minute' where action_id = '" + action + "'",
                "update action set not_before = now() where id = '" + action + "'");
        awaitAction(action, "observed");
        letGo(held, action);
        assertThat(stops()).isOne();
    }

    /** aws-solutions/instance-scheduler-on-aws#122: somebody started it again, and that is theirs to decide. */
    @Test
    void shouldNotStopAgainWhatSomebodyStartedAfterUs() throws Exception {
        AwsProxy.Held held = aws.holdNext("StopInstances", AwsProxy.Moment.AFTER);
        String action = approved(finding.id(), plan);
        assertThat(held.awaitReached(SOON)).isTrue();
        fleet.start(arn);
        // EC2 gives a start a new launch time, the stand-in does not: so the one from before is made another.
        Sql.run("update intent set before = replace(before, '\"launched\":\"20', '\"launched\":\"19')"
                + " where action_id = '" + action + "'");
        DeadWorker.held(action);
        second.work("second");

        assertThat(awaitAction(action, "observed").path("reason").asText()).contains("started the instance again");
        letGo(held, action);
        assertThat(stops()).isOne();
        assertThat(fleet.state(arn)).isEqualTo("running");
    }

    @Test
    void shouldStopOnceWhenAWorkerDiedBeforeItsIntent() throws Exception {
        String action = heldFromTheFirstWorker();
        Action.Claim dead = second.claimAndDie("dead", action).orElseThrow();
        assertThat(dead.id()).isEqualTo(action);
        assertThat(second.claimAndDie("impatient", action)).isEmpty();
        DeadWorker.held(action);

        second.work("second");

        awaitAction(action, "observed");
        assertThat(stops()).isOne();
        assertThatThrownBy(() -> second.write(dead)).isInstanceOf(Action.LeaseLostException.class);
    }

    @Test
    void shouldCallOnceWhenWorkersRace() throws Exception {
        String action = heldFromTheFirstWorker();
        Sql.run("update action set not_before = now() where id = '" + action + "'");

        CompletableFuture.allOf(
                        CompletableFuture.runAsync(() -> second.work("second")),
                        CompletableFuture.runAsync(() -> second.work("third")),
                        CompletableFuture.runAsync(() -> second.work("fourth")))
                .join();

        awaitAction(action, "observed");
        assertThat(stops()).isOne();
    }

    /** ClusterLabs/cluster-glue#35 and others: a call without an answer is no answer. */
    @Test
    void shouldLookAgainWhenAnAnswerIsLost() throws Exception {
        AwsProxy.Held held = aws.holdNext("StopInstances", AwsProxy.Moment.AFTER);
        String action = approved(finding.id(), plan);
        assertThat(held.awaitReached(SOON)).isTrue();

        // The SDK gives the call up; the worker itself looks again.
        awaitAction(action, "observed");

        held.drop();
        assertThat(stops()).isOne();
    }

    /** An approved action that the running worker has not taken up: it is due only in an hour. */
    private String heldFromTheFirstWorker() throws SQLException {
        Sql.run("create or replace function later() returns trigger language plpgsql as"
                + " 'begin new.not_before := now() + interval ''1 hour''; return new; end'");
        Sql.run("create trigger later before insert on action for each row execute function later()");
        try {
            return approved(finding.id(), plan);
        } finally {
            Sql.run("drop trigger later on action");
        }
    }

    /** Only once its sender has given it up, as after a death. */
    private void letGo(AwsProxy.Held held, String action) {
        DeadWorker.awaitGivenUp(logged, action);
        held.drop();
    }

    private long stops() {
        return aws.calls("StopInstances").stream()
                .filter(call -> call.body().contains(arn.id()))
                .count();
    }
}
