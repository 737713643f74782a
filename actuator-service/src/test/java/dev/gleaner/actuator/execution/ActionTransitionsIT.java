package dev.gleaner.actuator.execution;

import static dev.gleaner.actuator.support.Caller.nobody;
import static dev.gleaner.actuator.support.Console.approved;
import static dev.gleaner.actuator.support.Console.audit;
import static dev.gleaner.actuator.support.Console.auditKinds;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.get;
import static dev.gleaner.actuator.support.Console.json;
import static dev.gleaner.actuator.support.Console.killSwitch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.AwsCalls;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.HeldAction;
import dev.gleaner.actuator.support.KeptAudit;
import dev.gleaner.actuator.support.Logged;
import dev.gleaner.actuator.support.PassedTime;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.actuator.support.Time;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An action of several steps: each is written down, called, observed, and then comes the next. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class ActionTransitionsIT implements KeptAudit, PassedTime {

    private static final Duration SOON = Duration.ofMinutes(2);

    /** Longer than one that is configured in these tests. */
    private static final Duration LEASE = Duration.ofSeconds(9);

    AwsProxy aws;

    @Inject
    SecondWorker second;

    private final Fleet fleet = new Fleet();
    private Arn arn;
    private Finding finding;
    private String plan;

    @BeforeEach
    void showAPlan() {
        arn = fleet.idle(Map.of());
        finding = Findings.with(
                Findings.idle(arn), List.of(new Remedy("relabel-instance", Map.of(), true, List.of(), "Relabel it")));
        Records.sendConfirmed(finding);
        plan = awaitPlan(finding.id());
    }

    @Test
    void shouldTakeOneStepAfterTheOther() throws SQLException {
        String action = approved(finding.id(), plan);

        awaitAction(action, "observed");

        assertThat(calls("StopInstances")).isOne();
        assertThat(calls("CreateTags")).isOne();
        assertThat(calls("StartInstances")).isOne();
        assertThat(fleet.state(arn)).isEqualTo("running");
        assertThat(ofSteps(audit(finding.id())))
                .containsExactly(
                        "intent stop",
                        "called stop",
                        "observed stop",
                        "intent label",
                        "called label",
                        "observed label",
                        "intent start",
                        "called start",
                        "observed start");
        assertThat(Sql.ask("select string_agg(step::text, ',' order by token) from intent where action_id = '" + action
                        + "' and state = 'closed'"))
                .isEqualTo("0,1,2");
    }

    @Test
    void shouldSkipAStepThatSomebodyElseDidAlready() throws SQLException {
        String action = approved(finding.id(), plan);
        awaitStep(action, 1);
        fleet.tag(arn, LabelSteps.LABEL, "x");

        awaitAction(action, "observed");

        assertThat(calls("CreateTags")).isZero();
        assertThat(ofSteps(audit(finding.id()))).doesNotContain("intent label").contains("observed label");
    }

    /** preloop/preloop#517, in the middle of an action: gone after the effect of a step, before it was written down. */
    @Test
    void shouldNotRepeatAStepWhenAWorkerDiedAfterItsCall() throws Exception {
        HeldAction held = HeldAction.approved(aws, "CreateTags", AwsProxy.Moment.AFTER, finding);
        DeadWorker.held(held.id());

        second.work("second");

        awaitAction(held.id(), "observed");
        held.call().drop();
        assertThat(calls("StopInstances")).isOne();
        assertThat(calls("CreateTags")).isOne();
        assertThat(calls("StartInstances")).isOne();
    }

    /** Of a lease of eight seconds, of which a call may take three. */
    @Test
    void shouldLeaveTheCallToTheNextLeaseWhereLittleIsLeftOfThis() throws Exception {
        FrozenAction frozen = frozenAt(LabelSteps.QUESTION);
        awaitEndOfSending(frozen.id());
        try (Logged logged = new Logged()) {
            frozen.thaw();
            await().atMost(SOON).until(() -> hasRunOutOfTime(logged, frozen.id()));
        }
        Time.pass(LEASE);

        awaitAction(frozen.id(), "observed");

        assertThat(auditKinds(finding.id())).containsSubsequence("claimed", "intent", "claimed", "called");
        assertThat(calls("StopInstances")).isOne();
    }

    /** A process that stood still until somebody else had its action: it finds so before it calls, and lets it be. */
    @Test
    void shouldNotCallOnceItsLeaseIsOver() throws Exception {
        FrozenAction frozen = frozenAt(LabelSteps.QUESTION);
        Time.pass(LEASE);
        awaitAction(frozen.id(), "observed");

        try (Logged logged = new Logged(Level.INFO)) {
            frozen.thaw();
            logged.await("Released action " + frozen.id());
        }

        assertThat(auditKinds(finding.id())).containsSubsequence("claimed", "intent", "claimed", "called");
        assertThat(calls("StopInstances")).isOne();
        assertThat(calls("CreateTags")).isOne();
        assertThat(calls("StartInstances")).isOne();
    }

    /** PostHog/posthog#76169. A process that stands still after its last look: nobody can know whether it sends its call, unless its connection ends. */
    @Test
    void shouldNotTakeOverWhatAFrozenProcessMayStillCall() throws Exception {
        FrozenAction frozen = frozenAt(LabelSteps.FREEZER);
        awaitEndOfSending(frozen.id());
        Time.pass(LEASE);

        // It looks at all that is due, and returns once nothing is left that it may take up.
        second.work("second");

        assertThat(auditKinds(finding.id())).containsOnlyOnce("claimed");
        assertThat(calls("StopInstances")).isZero();

        DeadWorker.cut(frozen.id());
        second.work("second");
        awaitAction(frozen.id(), "observed");
        try (Logged logged = new Logged(Level.INFO)) {
            frozen.thaw();
            DeadWorker.awaitGivenUp(logged, frozen.id());
        }

        assertThat(calls("StopInstances")).isOne();
        assertThat(fleet.state(arn)).isEqualTo("running");
    }

    /** PostHog/posthog#76169: a process that was stopped does not notice by itself that its lease is over. */
    @Test
    void shouldSendNothingOnceItsLeaseIsOver() throws Exception {
        FrozenAction frozen = frozenAt(LabelSteps.FREEZER);
        awaitEndOfSending(frozen.id());
        Time.pass(LEASE);

        frozen.thaw();

        awaitAction(frozen.id(), "observed");
        // By whoever has it now, as nobody else would have written it down.
        assertThat(ofSteps(audit(finding.id()))).containsSubsequence("intent stop", "intent stop", "called stop");
        assertThat(calls("StopInstances")).isOne();
    }

    @Test
    void shouldSayWhoKeepsAnActionFromBeingTakenOver() throws Exception {
        FrozenAction frozen = frozenAt(LabelSteps.FREEZER);
        assertThat(stalled()).isZero();

        Time.pass(LEASE.multipliedBy(2));
        await().atMost(SOON).until(() -> stalled() == 1);
        assertThat(wellness("execution").path("status").asText()).isEqualTo("DOWN");
        frozen.thaw();
        awaitAction(frozen.id(), "observed");
        await().atMost(SOON).until(() -> stalled() == 0);
    }

    /** The intent holds the parameters beside the state before. */
    @Test
    void shouldRefuseAStepWhoseIntentCannotBePublished() throws Exception {
        Sql.run("create table large as select '{\"x\":\"' || repeat('x', 9400000) || '\"}' as parameters");
        Sql.run("alter table large add document text");
        Sql.run("update large set document = cast(jsonb_set(cast(f.document as jsonb), '{remedies,0,parameters}',"
                + " cast(large.parameters as jsonb)) as text) from finding f where f.id = '" + finding.id() + "'");
        HeldAction held = HeldAction.approved(aws, "DescribeInstances", AwsProxy.Moment.AFTER, finding);
        Sql.run("with changed as (update finding set document = large.document from large where id = '" + finding.id()
                + "' returning id) update action set parameters = large.parameters from large, changed"
                + " where action.id = '" + held.id() + "'");
        held.release();

        // Not by the API, which would answer with all of it each time. It is long in the hands of a slow machine.
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Sql.ask("select state from action where id = '" + held.id() + "'")
                        .equals("refused"));
        Sql.run(
                "update action set parameters = '{}' where id = '" + held.id() + "'",
                "update finding set document = cast(jsonb_set(cast(document as jsonb), '{remedies,0,parameters}', '{}')"
                        + " as text) where id = '" + finding.id() + "'",
                "drop table large");

        assertThat(awaitAction(held.id(), "refused").path("reason").asText()).contains("too large to be audited");
        assertThat(calls("StopInstances")).isZero();
        assertThat(auditKinds(finding.id())).contains("refused").doesNotContain("intent", "called");
    }

    @Test
    void shouldTakeBackByItselfWhatCannotGoOn() throws SQLException {
        String action = approved(finding.id(), plan);
        awaitStep(action, 1);
        fleet.tag(arn, LabelSteps.OBSTACLE, "x");

        JsonNode ended = awaitAction(action, "undone");

        assertThat(ended.path("reason").asText()).contains("obstacle");
        assertThat(calls("CreateTags")).isZero();
        assertThat(calls("DeleteTags")).isZero();
        assertThat(fleet.state(arn)).isEqualTo("running");
        JsonNode undo = audit(finding.id()).stream()
                .filter(entry -> entry.path("detail").path("decision").asText().equals("undo"))
                .findFirst()
                .orElseThrow();
        assertThat(undo.path("actor").asText()).isEqualTo("gleaner");
        assertThat(undo.path("detail").path("undoes").asText()).isEqualTo(action);
        assertThat(undo.path("detail").path("reason").asText()).contains("obstacle");
    }

    @Test
    void shouldTakeBackWhatSomebodyProtectedMeanwhile() throws SQLException {
        String action = approved(finding.id(), plan);
        awaitStep(action, 1);
        fleet.tag(arn, "gleaner:protected", "true");

        awaitAction(action, "undone");

        assertThat(fleet.state(arn)).isEqualTo("running");
    }

    @Test
    void shouldStandStillHalfWayUnderTheKillSwitch() throws SQLException {
        String action = approved(finding.id(), plan);
        awaitStep(action, 1);
        killSwitch(true);
        try {
            await().atMost(SOON)
                    .until(() -> json(get("/api/actions/" + action))
                            .path("reason")
                            .asText()
                            .contains("is suspended"));
            assertThat(calls("CreateTags")).isZero();
        } finally {
            killSwitch(false);
        }

        awaitAction(action, "observed");
    }

    /** An approved action whose worker stands still at this place. */
    private FrozenAction frozenAt(AtomicReference<LabelSteps.Frozen> where) throws Exception {
        LabelSteps.Frozen worker = new LabelSteps.Frozen();
        where.set(worker);
        String action = approved(finding.id(), plan);
        worker.awaitReached(SOON);
        return new FrozenAction(action, worker);
    }

    private record FrozenAction(String id, LabelSteps.Frozen worker) {

        void thaw() {
            worker.thaw();
        }
    }

    /**
     * Waits until a call that is sent could outlast its lease, by the clock of this host, to which an actuator holds in this. What the
     * database says, it says in the same seconds, as long as no time was made to pass.
     */
    private static void awaitEndOfSending(String action) {
        await().atMost(SOON)
                .until(() -> Sql.ask("select lease_until - interval '3 seconds' < now() from action where id = '"
                                + action + "'")
                        .equals("t"));
    }

    private static boolean hasRunOutOfTime(Logged logged, String action) {
        return logged.messages().stream()
                .anyMatch(message ->
                        message.startsWith("Action " + action) && message.contains("left to the next lease"));
    }

    private static int stalled() {
        return wellness("execution").path("data").path("stalled").asInt(-1);
    }

    private static JsonNode wellness(String name) {
        for (JsonNode check : json(nobody().get("/q/health/well")).path("checks")) {
            if (check.path("name").asText().equals(name)) {
                return check;
            }
        }
        throw new AssertionError("there is no check " + name);
    }

    private static void awaitStep(String action, int step) {
        await().atMost(SOON)
                .until(() -> Sql.ask("select step from action where id = '" + action + "'")
                        .equals(Integer.toString(step)));
    }

    private static List<String> ofSteps(List<JsonNode> entries) {
        return entries.stream()
                .filter(entry -> entry.path("detail").has("step"))
                .map(entry -> entry.path("kind").asText() + " "
                        + entry.path("detail").path("step").asText())
                .toList();
    }

    private long calls(String name) {
        return AwsCalls.count(aws, name, arn);
    }
}
