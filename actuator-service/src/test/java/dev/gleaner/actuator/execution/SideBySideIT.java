package dev.gleaner.actuator.execution;

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
import dev.gleaner.actuator.support.AwsCalls;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several actions at a time: one holds up no other, and the kill switch stops them all. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class SideBySideIT {

    private static final Duration SOON = Duration.ofMinutes(2);

    AwsProxy aws;

    @Inject
    AgroalDataSource database;

    private final Fleet fleet = new Fleet();

    @AfterEach
    void turnTheKillSwitchOff() {
        killSwitch(false);
    }

    @Test
    void shouldNotLetACallThatHangsHoldUpOthers() throws Exception {
        AwsProxy.Held held = aws.holdNext("StopInstances", AwsProxy.Moment.BEFORE);
        approvedStop(fleet.idle(Map.of()));
        assertThat(held.awaitReached(SOON)).isTrue();

        awaitAction(approvedStop(fleet.idle(Map.of())), "observed");

        held.release();
    }

    /**
     * cloud-custodian/cloud-custodian#3143: one that was terminated between the list and the call failed all others, as did
     * one Spot instance in aws-solutions/instance-scheduler-on-aws#76.
     */
    @Test
    void shouldNotLetOneBadResourceFailOthers() {
        Arn terminated = fleet.idle(Map.of());
        Arn good = fleet.idle(Map.of());
        Finding bad = found(terminated);
        Finding fine = found(good);
        String badPlan = awaitPlan(bad.id());
        String finePlan = awaitPlan(fine.id());
        fleet.terminate(terminated);

        String refused = approved(bad.id(), badPlan);
        String stop = approved(fine.id(), finePlan);

        awaitAction(stop, "observed");
        awaitAction(refused, "refused");
        assertThat(calls(terminated)).isZero();
    }

    /** cloud-custodian/cloud-custodian#1673: 10 found, 10 tagged, 9 stopped. Each resource has a result of its own. */
    @Test
    void shouldTellOfEachResourceWhatBecameOfIt() {
        List<Finding> findings = IntStream.range(0, 4)
                .mapToObj(number -> found(fleet.idle(number == 2 ? Map.of("gleaner:protected", "true") : Map.of())))
                .toList();

        List<String> actions = findings.stream()
                .map(finding -> approved(finding.id(), awaitPlan(finding.id())))
                .toList();

        for (int number = 0; number < actions.size(); number++) {
            awaitAction(actions.get(number), number == 2 ? "refused" : "observed");
        }
    }

    /** kubernetes-sigs/cluster-api-provider-aws#2915: an empty list was read as gone, and a second effect followed. */
    @Test
    void shouldNotTakeAnEmptyListForGoneAfterACall() throws Exception {
        AwsProxy.Held held = aws.holdNext("StopInstances", AwsProxy.Moment.AFTER);
        Arn arn = fleet.idle(Map.of());
        String action = approvedStop(arn);
        assertThat(held.awaitReached(SOON)).isTrue();
        for (int look = 0; look < 3; look++) {
            aws.answerNext("DescribeInstances", 200, NOTHING);
        }
        held.release();

        awaitAction(action, "observed");

        assertThat(calls(arn)).isOne();
    }

    /** Metal and large GPU instances take longer than ten minutes to stop, which is no failure while EC2 is at it. */
    @Test
    void shouldWaitForAStopThatTakesLong() throws SQLException {
        Arn arn = fleet.idle(Map.of());
        Finding finding = found(arn);
        AtomicBoolean stopping = new AtomicBoolean(true);
        aws.rewriteResponses(
                call -> stopping.get()
                        && call.action().equals("DescribeInstances")
                        && call.body().contains("InstanceId.1=" + arn.id()),
                body -> body.replace("<name>stopped<", "<name>stopping<"));
        String action = approved(finding.id(), awaitPlan(finding.id()));
        awaitAction(action, "called");

        Sql.run("update intent set called_at = now() - interval '11 minutes' where action_id = '" + action + "'");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(json(get("/api/actions/" + action))
                                .path("reason")
                                .asText())
                        .contains("longer than PT10M", "stopping"));
        lookAgainInVain(action);
        // An answer that is missing then is no reason to give up either.
        aws.answerNext("DescribeInstances", 200, NOTHING);
        lookAgainInVain(action);
        stopping.set(false);
        Sql.run("update action set not_before = now() where id = '" + action + "'");

        assertThat(awaitAction(action, "observed").path("reason").isNull()).isTrue();
        assertThat(audit(finding.id()))
                .filteredOn(entry -> entry.path("detail").has("overdue"))
                .hasSize(1);
    }

    /** Between its intent and its call: the switch is looked at once more, under a lock that the switch waits for. */
    @Test
    void shouldCallNothingOnceTheKillSwitchWasAnswered() throws SQLException {
        Arn arn = fleet.idle(Map.of());
        Finding finding = found(arn);
        String plan = awaitPlan(finding.id());
        String action;
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_lock(" + 0x67617465 + ")");
            try {
                action = approved(finding.id(), plan);
                await().atMost(SOON)
                        .until(() -> Sql.ask("select state from action where id = '" + action + "'")
                                .equals("intent"));
                killSwitch(true);
            } finally {
                statement.execute("select pg_advisory_unlock(" + 0x67617465 + ")");
            }
        }

        assertThat(awaitAction(action, "refused").path("reason").asText()).contains("kill switch");
        assertThat(calls(arn)).isZero();
        assertThat(fleet.state(arn)).isEqualTo("running");
    }

    @Test
    void shouldSayWithinASecondWhatTheKillSwitchCanNotStopAnyMore() throws Exception {
        AwsProxy.Held held = aws.holdNext("StopInstances", AwsProxy.Moment.BEFORE);
        approvedStop(fleet.idle(Map.of()));
        assertThat(held.awaitReached(SOON)).isTrue();

        long start = System.nanoTime();
        JsonNode answer = killSwitch(true);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        assertThat(answer.path("underWay").asInt()).isOne();
        held.release();
        await().atMost(SOON).until(() -> killSwitch(true).path("underWay").asInt() == 0);
    }

    @Test
    void shouldWaitOutAThrottledCallWithoutAnAttempt() throws SQLException {
        for (int call = 0; call < 3; call++) {
            aws.answerNext("StopInstances", 503, REFUSED.formatted("RequestLimitExceeded"));
        }
        Arn arn = fleet.idle(Map.of());

        String action = approvedStop(arn);

        awaitAction(action, "observed");
        assertThat(calls(arn)).isOne();
        assertThat(Sql.ask("select attempts from action where id = '" + action + "'"))
                .isEqualTo("0");
    }

    /** Lets it be looked at once, after which it waits as before. */
    private static void lookAgainInVain(String action) throws SQLException {
        Sql.run("update action set not_before = now() where id = '" + action + "'");
        await().atMost(SOON)
                .until(() -> Sql.ask("select not_before > now() and lease_until is null from action where id = '"
                                + action + "'")
                        .equals("t"));
        assertThat(Sql.ask("select state from action where id = '" + action + "'"))
                .isEqualTo("called");
    }

    private static final String NOTHING = """
            <DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>
            <reservationSet/></DescribeInstancesResponse>""";

    private static final String REFUSED = """
            <Response><Errors><Error><Code>%s</Code><Message>because</Message></Error></Errors>
            <RequestID>r</RequestID></Response>""";

    private static JsonNode killSwitch(boolean on) {
        return json(as("operator-token").body("{\"on\":" + on + "}").put("/api/kill-switch"));
    }

    private String approvedStop(Arn arn) {
        Finding finding = found(arn);
        return approved(finding.id(), awaitPlan(finding.id()));
    }

    private static Finding found(Arn arn) {
        return Records.sendConfirmed(Findings.idle(arn));
    }

    private long calls(Arn arn) {
        return AwsCalls.count(aws, "StopInstances", arn);
    }
}
