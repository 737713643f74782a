package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.approved;
import static dev.gleaner.actuator.support.Console.as;
import static dev.gleaner.actuator.support.Console.audit;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.awaitReason;
import static dev.gleaner.actuator.support.Console.decide;
import static dev.gleaner.actuator.support.Console.get;
import static dev.gleaner.actuator.support.Console.json;
import static dev.gleaner.actuator.support.Console.killSwitch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.execution.SecondWorker;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.AwsCalls;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.HeldAction;
import dev.gleaner.actuator.support.Logged;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.actuator.support.Storage;
import dev.gleaner.actuator.support.StorageFindings;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a yes is enough for, but not now: it stays queued, says why, and is not asked for again. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class WaitingIT {

    private static final Duration SOON = Duration.ofMinutes(2);

    private static final String DENIED = "<Response><Errors><Error><Code>UnauthorizedOperation</Code>"
            + "<Message>no</Message></Error></Errors><RequestID>r</RequestID></Response>";

    AwsProxy aws;

    @Inject
    SecondWorker second;

    private final Fleet fleet = new Fleet();

    @AfterEach
    void letActionsGoOn() {
        killSwitch(false);
    }

    @Test
    void shouldStopOnceTheRestIsOverAndSayOnlyOnceThatItWaits() throws SQLException {
        Arn arn = fleet.idle(Map.of());
        Finding finding = finding(arn);
        String action = resting(arn, finding);

        lookNow(action);
        awaitPutOff(action);
        endRest(arn, action);

        awaitAction(action, "observed");
        assertThat(fleet.state(arn)).isEqualTo("stopped");
        assertThat(waits(finding)).singleElement().satisfies(waits -> {
            assertThat(waits.path("guard").asText()).isEqualTo("cooldown");
            assertThat(waits.path("waits").asText()).contains("cooldown after");
            assertThat(waits.path("until").asText()).isNotEmpty();
        });
    }

    @Test
    void shouldRefuseWhatWaitsOnceItsApprovalIsOver() throws SQLException {
        Arn arn = fleet.idle(Map.of());
        Finding finding = finding(arn);
        String action = resting(arn, finding);

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
        String action = resting(arn, finding);
        Instant due =
                Instant.parse(Sql.ask("select to_char(not_before at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
                        + " from action where id = '" + action + "'"));
        JsonNode effect = json(get("/api/kill-switch/effect"));
        assertThat(effect.path("ended"))
                .filteredOn(one -> one.path("id").asText().equals(action))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.path("action").asText()).isEqualTo("stop-instance");
                    assertThat(one.path("target").asText()).isEqualTo(arn.toString());
                    assertThat(Instant.parse(one.path("due").asText()).truncatedTo(ChronoUnit.SECONDS))
                            .isEqualTo(due);
                });

        JsonNode answer = killSwitch(true);

        assertThat(answer.path("on").asBoolean()).isTrue();
        assertThat(answer.path("ends").asInt()).isEqualTo(answer.path("ended").size());
        assertThat(answer.path("ended"))
                .as("as the question told")
                .filteredOn(one -> one.path("id").asText().equals(action))
                .containsExactlyElementsOf(
                        StreamSupport.stream(effect.path("ended").spliterator(), false)
                                .filter(one -> one.path("id").asText().equals(action))
                                .toList());
        assertThat(awaitAction(action, "refused").path("reason").asText()).contains("kill switch");
        assertThat(audit(finding.id()))
                .filteredOn(entry -> entry.path("kind").asText().equals("refused"))
                .singleElement()
                .satisfies(entry ->
                        assertThat(entry.path("detail").path("guard").asText()).isEqualTo("kill-switch"));
        assertThat(stops(arn)).isZero();
    }

    /** As in a queue that is too long to be looked at while the switch is on. */
    @Test
    void shouldRefuseWhatWasApprovedBeforeTheKillSwitchAlsoWhenItIsOffAgain() throws SQLException {
        Arn arn = fleet.idle(Map.of());
        Finding finding = finding(arn);
        String action = resting(arn, finding);
        Sql.run(
                "update action set state = 'approved', reason = null, not_before = now() + interval '1 hour' where id = '"
                        + action + "'");
        long looks = looks(arn);

        killSwitch(true);
        killSwitch(false);
        lookNow(action);

        assertThat(awaitAction(action, "refused").path("reason").asText()).contains("kill switch");
        assertThat(stops(arn)).isZero();
        assertThat(looks(arn))
                .as("AWS is not asked about what is only to be refused")
                .isEqualTo(looks);
    }

    /** A wrong click can be taken back as long as nothing was called. */
    @Test
    void shouldNeverDoWhatIsRejectedWhileItWaits() throws SQLException {
        Arn arn = fleet.idle(Map.of());
        Finding finding = finding(arn);
        String action = resting(arn, finding);

        HttpResponse<String> rejected = reject(finding);

        assertThat(rejected.statusCode()).as(rejected.body()).isEqualTo(200);
        assertThat(json(rejected).path("action").asText()).isEqualTo(action);
        assertThat(json(rejected).path("state").asText()).isEqualTo("refused");
        assertThat(awaitAction(action, "refused").path("reason").asText()).contains("withdrawn by bert: wrong click");
        assertThat(json(get("/api/findings/" + finding.id()))
                        .path("proposal")
                        .path("state")
                        .asText())
                .isEqualTo("rejected");
        assertThat(json(reject(finding))).as("the same again").isEqualTo(json(rejected));
        assertThat(audit(finding.id()))
                .filteredOn(entry -> entry.path("kind").asText().equals("refused"))
                .singleElement()
                .satisfies(entry ->
                        assertThat(entry.path("detail").path("guard").asText()).isEqualTo("approval"));
        endRest(arn, action);
        // It looks at all that is due, and returns once nothing is left.
        second.work("second");
        assertThat(stops(arn)).isZero();
    }

    /** Whoever may undo can withdraw as well, without knowing whether it has begun. */
    @Test
    void shouldWithdrawWhatHasNotBegunWhenItIsToBeUndone() throws SQLException {
        Arn arn = fleet.idle(Map.of());
        Finding finding = finding(arn);
        String action = resting(arn, finding);

        HttpResponse<String> undo = as("operator-token").post("/api/actions/" + action + "/undo");

        assertThat(undo.statusCode()).as(undo.body()).isEqualTo(200);
        assertThat(json(undo).path("id").asText()).isEqualTo(action);
        assertThat(json(undo).path("state").asText()).isEqualTo("refused");
        assertThat(stops(arn)).isZero();
    }

    /** An actuator that looks at AWS just then finds that it holds the action no longer. */
    @Test
    void shouldNotCallForWhatIsRejectedWhileItIsLookedAt() throws Exception {
        Arn arn = fleet.idle(Map.of());
        Finding finding = finding(arn);
        HeldAction held = HeldAction.approved(aws, "DescribeInstanceAttribute", AwsProxy.Moment.BEFORE, finding);

        assertThat(reject(finding).statusCode()).isEqualTo(200);
        try (Logged logged = new Logged(Level.INFO)) {
            held.release();
            logged.await("Released action " + held.id());
        }

        awaitAction(held.id(), "refused");
        assertThat(stops(arn)).isZero();
    }

    @Test
    void shouldNotRejectWhatAwsWasCalledFor() throws Exception {
        Arn arn = fleet.idle(Map.of());
        Finding finding = finding(arn);
        HeldAction held = HeldAction.approved(aws, "StopInstances", AwsProxy.Moment.BEFORE, finding);

        HttpResponse<String> rejected = reject(finding);
        HttpResponse<String> undo = as("operator-token").post("/api/actions/" + held.id() + "/undo");
        held.release();

        assertThat(rejected.statusCode()).isEqualTo(409);
        assertThat(undo.statusCode()).isEqualTo(409);
        awaitAction(held.id(), "observed");
    }

    private static HttpResponse<String> reject(Finding finding) {
        return decide("second-token", finding.id(), Map.of("decision", "reject", "reason", "wrong click"));
    }

    /** A bucket's name does not say whose it is, and the finding's word counts also once the finding is over. */
    @Test
    void shouldSayThatTheFindingIsOverWhenItIs() throws SQLException {
        Arn bucket = new Storage().bucket(Map.of());
        Finding finding = StorageFindings.cold(bucket);
        Records.sendConfirmed(finding);
        String action = resting(bucket, finding);

        Records.send(resolved(finding));
        await().until(() -> json(get("/api/findings/" + finding.id()))
                .path("status")
                .asText()
                .equals("resolved"));
        lookNow(action);

        assertThat(awaitAction(action, "refused").path("reason").asText()).contains("the finding is no longer open");
    }

    /** A quarantine rests for a week; what waits for a budget does not wait for that. */
    @Test
    void shouldNotQueueBehindWhatOnlyRestsBetweenItsSteps() throws SQLException {
        String account = "666666666666";
        Arn spender = fleet.idle(Map.of());
        finishedAMinuteAgo(spender);
        Arn other = fleet.idle(Map.of());
        finishedAMinuteAgo(other);
        Arn resting = fleet.idle(Map.of());
        finishedAMinuteAgo(resting);
        Sql.run(
                "update action set state = 'claimed', step = 1, waits_for = 'budget', not_before = now() + interval '1 day'"
                        + " where id = 'earlier-" + resting.id() + "'");
        Arn arn = fleet.idle(Map.of());
        Finding finding = finding(account, arn);
        BigDecimal cost = Objects.requireNonNull(finding.saving().monthly());
        Sql.run("insert into budget_spent values ('earlier-" + spender.id() + "', '" + account + "', " + cost
                + ", now() - interval '50 minutes')");
        Sql.run("insert into budget_spent values ('earlier-" + other.id() + "', '" + account + "', 100000 - " + cost
                + ", now() - interval '10 minutes')");

        String action = approved(finding.id(), awaitPlan(finding.id()));
        awaitReason(action, "budget");

        assertThat(Sql.ask("select not_before < now() + interval '12 minutes' from action where id = '" + action + "'"))
                .isEqualTo("t");
        Sql.run("delete from budget_spent where account = '" + account + "'");
        Sql.run("update action set state = 'observed' where id = 'earlier-" + resting.id() + "'");
    }

    @Test
    void shouldWaitUntilWhatWasSpentIsAnHourAgo() throws SQLException {
        Arn spender = fleet.idle(Map.of());
        finishedAMinuteAgo(spender);
        Sql.run("insert into budget_spent values ('earlier-" + spender.id()
                + "', '333333333333', 100000, now() - interval '59 minutes')");
        Arn arn = fleet.idle(Map.of());
        Finding finding = finding("333333333333", arn);
        String action = approved(finding.id(), awaitPlan(finding.id()));
        awaitReason(action, "budget of 100000 dollars a month an hour of account 333333333333");

        Sql.run("update budget_spent set at = at - interval '2 minutes' where account = '333333333333'");
        lookNow(action);

        awaitAction(action, "observed");
        assertThat(stops(arn)).isOne();
        assertThat(Sql.ask("select string_agg(action_id, ' ') from budget_spent where account = '333333333333'"))
                .isEqualTo(action);
        assertThat(Sql.ask("select dollars > 0 from budget_spent where action_id = '" + action + "'"))
                .isEqualTo("t");
    }

    /** A wave waits for the one before to be observed, and not a moment longer. */
    @Test
    void shouldGoInWaves() throws SQLException {
        String account = "444444444444";
        firstWave(account);
        List<Finding> findings = Stream.generate(() -> finding(account, fleet.idle(Map.of())))
                .limit(4)
                .toList();
        List<String> plans =
                findings.stream().map(finding -> awaitPlan(finding.id())).toList();

        List<String> actions = IntStream.range(0, 4)
                .mapToObj(i -> approved(findings.get(i).id(), plans.get(i)))
                .toList();

        actions.forEach(action -> awaitAction(action, "observed"));
        assertThat(Sql.ask("select string_agg(wave::text, ' ' order by begun_at) from canary_action where account = '"
                        + account + "'"))
                .isEqualTo("1 2 2 3");
        assertThat(findings.stream().flatMap(finding -> waits(finding).stream()))
                .isNotEmpty()
                .allSatisfy(waits -> assertThat(waits.path("guard").asText()).isEqualTo("canary"));
    }

    @Test
    void shouldHaltAfterAFailureUntilAnOperatorLetsItGoOn() throws SQLException {
        String account = "555555555555";
        firstWave(account);
        Finding first = finding(account, fleet.idle(Map.of()));
        aws.answerNext("StopInstances", 403, DENIED);
        awaitAction(approved(first.id(), awaitPlan(first.id())), "failed");
        Arn arn = fleet.idle(Map.of());
        Finding finding = finding(account, arn);

        assertThat(awaitAction(approved(finding.id(), awaitPlan(finding.id())), "refused")
                        .path("reason")
                        .asText())
                .contains("halted in account " + account);
        assertThat(stops(arn)).isZero();
        assertThat(as("approver-token")
                        .post("/api/canaries/stop-instance/reset")
                        .statusCode())
                .isEqualTo(403);
        assertThat(halted(account)).isTrue();

        HttpResponse<String> reset = as("operator-token").post("/api/canaries/stop-instance/reset?account=" + account);

        assertThat(json(reset).path("waves").asInt()).isOne();
        assertThat(halted(account)).isFalse();
        awaitAction(approved(finding.id(), awaitPlan(finding.id())), "observed");
    }

    private static void firstWave(String account) throws SQLException {
        Sql.run("insert into canary values ('stop-instance/" + account + "', 'stop-instance', '" + account
                + "', 1, 1)");
    }

    private static boolean halted(String account) {
        for (JsonNode wave : json(get("/api/canaries"))) {
            if (wave.path("account").asText().equals(account)) {
                return wave.path("halted").asBoolean();
            }
        }
        throw new AssertionError("no wave in account " + account);
    }

    /** A finding that names an account whose waves and budgets are its own. */
    private static Finding finding(String account, Arn arn) {
        return Records.sendConfirmed(Findings.changed(Findings.idle(arn), Map.of("account", account)));
    }

    private static Finding resolved(Finding finding) {
        return Findings.changed(finding, Map.of("version", finding.version() + 1, "status", Finding.Status.RESOLVED));
    }

    private static Finding finding(Arn arn) {
        return Records.sendConfirmed(Findings.idle(arn));
    }

    /** What was approved and waits, since an action on its target came to its end a minute ago. */
    private static String resting(Arn arn, Finding finding) throws SQLException {
        finishedAMinuteAgo(arn);
        String action = approved(finding.id(), awaitPlan(finding.id()));
        awaitReason(action, "cooldown after");
        return action;
    }

    /** The rest is over. */
    private static void endRest(Arn arn, String action) throws SQLException {
        Sql.run("update action set updated_at = updated_at - interval '1 hour' where target = '" + arn
                + "' and finding_id = 'earlier'");
        lookNow(action);
    }

    /** As if an action on the target had come to its end then. */
    private static void finishedAMinuteAgo(Arn arn) throws SQLException {
        Sql.run("insert into action (id, name, target, finding_id, finding_version, plan, round, state, dry_run,"
                + " decided_by, planned, valid_until, not_before, created_at, updated_at) values"
                + " ('earlier-" + arn.id()
                + "', 'stop-instance', '" + arn + "', 'earlier', 1, '" + arn.id()
                + "', 1, 'observed', false, 'anna',"
                + " '{}', now(), now(), now() - interval '1 minute', now() - interval '1 minute')");
    }

    private static void lookNow(String action) throws SQLException {
        Sql.run("update action set not_before = now() where id = '" + action + "' and not_before > now()");
    }

    /** Until it has been looked at, and has to wait once more. */
    private static void awaitPutOff(String action) {
        await().atMost(SOON)
                .until(() -> Sql.ask("select not_before > now() and lease_until is null from action where id = '"
                                + action + "'")
                        .equals("t"));
    }

    private static List<JsonNode> waits(Finding finding) {
        return audit(finding.id()).stream()
                .map(entry -> entry.path("detail"))
                .filter(detail -> detail.has("waits"))
                .toList();
    }

    private long stops(Arn arn) {
        return AwsCalls.count(aws, "StopInstances", arn);
    }

    private long looks(Arn arn) {
        return aws.calls("DescribeInstances").stream()
                .filter(call -> call.body().contains("InstanceId.1=" + arn.id()))
                .count();
    }
}
