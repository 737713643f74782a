package dev.gleaner.actuator.execution;

import static dev.gleaner.actuator.support.Console.approved;
import static dev.gleaner.actuator.support.Console.auditKinds;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.AwsCalls;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.HeldAction;
import dev.gleaner.actuator.support.KeptAudit;
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
class CrashIT implements KeptAudit {

    private static final Duration SOON = Duration.ofMinutes(2);

    AwsProxy aws;

    @Inject
    SecondWorker second;

    private final Fleet fleet = new Fleet();
    private final Logged logged = new Logged(Level.INFO);
    private Arn arn;
    private Finding finding;

    @BeforeEach
    void sendAFinding() {
        arn = fleet.idle(Map.of());
        finding = Findings.idle(arn);
        Records.sendConfirmed(finding);
    }

    @AfterEach
    void stopListening() {
        logged.close();
    }

    /** preloop/preloop#517: gone after the effect, before it was written down. */
    @Test
    void shouldNotCallAgainWhenAWorkerDiedBetweenCallAndRecord() throws Exception {
        HeldAction held = held(AwsProxy.Moment.AFTER);
        DeadWorker.held(held.id());

        second.work("second");

        awaitAction(held.id(), "observed");
        DeadWorker.drop(logged, held);
        assertThat(stops()).isOne();
        assertThat(auditKinds(finding.id()))
                .endsWith("decided", "claimed", "intent", "claimed", "observed")
                .doesNotContain("called");
    }

    @Test
    void shouldCallOnceWhenAWorkerDiedBetweenIntentAndCall() throws Exception {
        HeldAction held = held(AwsProxy.Moment.BEFORE);
        DeadWorker.held(held.id());
        DeadWorker.callsEnded(held.id());

        second.work("second");

        awaitAction(held.id(), "observed");
        DeadWorker.drop(logged, held);
        assertThat(stops()).isOne();
        assertThat(fleet.state(arn)).isEqualTo("stopped");
    }

    /** boto/boto3#4386: what EC2 shows right after a call may be old, so a takeover waits before it believes it. */
    @Test
    void shouldNotBelieveTooEarlyThatNoCallWasMade() throws Exception {
        HeldAction held = held(AwsProxy.Moment.BEFORE);
        DeadWorker.held(held.id());
        Sql.run("update intent set under_way_until = now() + interval '1 hour' where action_id = '" + held.id() + "'");

        second.work("second");

        // The service's own worker may have been first: only once it has put the action off is it done with it.
        await().atMost(SOON)
                .until(() -> Sql.ask("select count(*) from action where not_before > now() + interval '30 minutes'"
                                + " and state = 'intent' and id = '" + held.id() + "'")
                        .equals("1"));
        assertThat(stops()).isZero();
        Sql.run(
                "update intent set under_way_until = now() - interval '1 minute' where action_id = '" + held.id() + "'",
                "update action set not_before = now() where id = '" + held.id() + "'");
        awaitAction(held.id(), "observed");
        DeadWorker.drop(logged, held);
        assertThat(stops()).isOne();
    }

    /** aws-solutions/instance-scheduler-on-aws#122: somebody started it again, and that is theirs to decide. */
    @Test
    void shouldNotStopAgainWhatSomebodyStartedAfterUs() throws Exception {
        HeldAction held = held(AwsProxy.Moment.AFTER);
        fleet.start(arn);
        // EC2 gives a start a new launch time, the stand-in does not: so the one from before is made another.
        Sql.run("update intent set before = replace(before, '\"launched\":\"20', '\"launched\":\"19')"
                + " where action_id = '" + held.id() + "'");
        DeadWorker.held(held.id());
        second.work("second");

        assertThat(awaitAction(held.id(), "observed").path("reason").asText()).contains("started the instance again");
        DeadWorker.drop(logged, held);
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
        HeldAction held = held(AwsProxy.Moment.AFTER);

        // The SDK gives the call up; the worker itself looks again.
        awaitAction(held.id(), "observed");

        held.call().drop();
        assertThat(stops()).isOne();
    }

    /** Its call to AWS stands still at this moment. */
    private HeldAction held(AwsProxy.Moment moment) throws InterruptedException {
        return HeldAction.approved(aws, "StopInstances", moment, finding);
    }

    /** An approved action that the running worker has not taken up: it is due only in an hour. */
    private String heldFromTheFirstWorker() throws SQLException {
        Sql.run("create or replace function later() returns trigger language plpgsql as"
                + " 'begin new.not_before := now() + interval ''1 hour''; return new; end'");
        Sql.run("create trigger later before insert on action for each row execute function later()");
        try {
            return approved(finding.id(), awaitPlan(finding.id()));
        } finally {
            Sql.run("drop trigger later on action");
        }
    }

    private long stops() {
        return AwsCalls.count(aws, "StopInstances", arn);
    }
}
