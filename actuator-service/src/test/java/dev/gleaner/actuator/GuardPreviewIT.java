package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.approved;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.killSwitch;
import static dev.gleaner.actuator.support.Console.proposal;
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
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What the guards would object is shown with the question, before anyone approves. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class GuardPreviewIT {

    private static final Duration SOON = Duration.ofMinutes(2);

    AwsProxy aws;

    private final Fleet fleet = new Fleet();

    @Test
    void shouldShowNothingWhereNothingStandsInTheWay() {
        String finding = sent(fleet.idle(Map.of()));

        JsonNode guards = proposal(finding).path("guards");

        assertThat(objections(finding)).isEmpty();
        assertThat(Instant.parse(guards.path("evaluatedAt").asText()))
                .isAfter(Instant.now().minus(SOON.multipliedBy(2)));
    }

    @Test
    void shouldShowBeforeTheDecisionWhatTheActionIsRefusedFor() {
        String finding = sent(fleet.idle(Map.of("gleaner:protected", "true")));

        JsonNode objection = onlyObjection(finding);
        assertThat(objection.path("remedy").asInt(-1)).isZero();
        assertThat(objection.path("action").asText()).isEqualTo("stop-instance");
        assertThat(objection.path("guard").asText()).isEqualTo("protected-tag");
        assertThat(objection.path("effect").asText()).isEqualTo("refuses");
        assertThat(objection.path("liftable").asBoolean()).isTrue();
        assertThat(objection.path("lift").asText()).contains("Remove the tag gleaner:protected");

        JsonNode action = awaitAction(approved(finding, awaitPlan(finding)), "refused");

        assertThat(action.path("reason").asText())
                .isEqualTo(objection.path("reason").asText());
    }

    /** Targets are read at the same time, each with its own database session. */
    @Test
    void shouldReadManyTargetsAtTheSameTime() {
        List<Finding> findings = Stream.generate(() -> Findings.idle(fleet.idle(Map.of())))
                .limit(12)
                .toList();
        findings.forEach(finding -> Records.confirm(finding.id(), Instant.now()));

        findings.forEach(Records::send);

        assertThat(findings).allSatisfy(finding -> {
            awaitPlan(finding.id());
            assertThat(objections(finding.id())).isEmpty();
        });
    }

    @Test
    void shouldShowWhatTheMetricsForbid() {
        Arn arn = fleet.idle(Map.of());
        fleet.cpu(arn, 1, 90);

        assertThat(onlyObjection(sent(arn)).path("guard").asText()).isEqualTo("still-idle");
    }

    @Test
    void shouldShowUntilWhenItWouldWait() {
        JsonNode objection = onlyObjection(sent(fleet.idle(Map.of("environment", "closed-land"))));

        assertThat(objection.path("guard").asText()).isEqualTo("change-window");
        assertThat(objection.path("effect").asText()).isEqualTo("delays");
        assertThat(Instant.parse(objection.path("until").asText())).isAfter(Instant.now());
    }

    /** The kill switch and the confirmation count as they are when somebody looks. */
    @Test
    void shouldShowTheKillSwitchAndTheConfirmationOfTheMoment() {
        Finding finding = Findings.idle(fleet.idle(Map.of()));
        Records.send(finding);
        awaitPlan(finding.id());
        assertThat(onlyObjection(finding.id()).path("guard").asText()).isEqualTo("confirmation");

        Records.confirm(finding.id(), Instant.now());
        assertThat(objections(finding.id())).isEmpty();

        killSwitch(true);
        try {
            assertThat(onlyObjection(finding.id()).path("guard").asText()).isEqualTo("kill-switch");
        } finally {
            killSwitch(false);
        }
        assertThat(objections(finding.id())).isEmpty();
    }

    /** The plan does not wait for metrics, and absent ones are not quiet ones. */
    @Test
    void shouldShowThatAwsDoesNotLetItReadTheMetrics() {
        Arn arn = fleet.idle(Map.of());
        aws.dropAll(
                call -> call.action().endsWith("GetMetricData") && call.body().contains(arn.id()));

        assertThat(onlyObjection(sent(arn)).path("guard").asText()).isEqualTo("live-evidence");
    }

    @Test
    void shouldLookAgainFromTimeToTimeAndChangeNeitherPlanNorState() throws SQLException {
        Arn arn = fleet.idle(Map.of());
        String finding = sent(arn);
        String plan = awaitPlan(finding);
        fleet.tag(arn, "gleaner:protected", "true");
        assertThat(objections(finding)).isEmpty();

        Sql.run("update proposal set guards_due_at = now() where target = '" + arn + "'");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(objections(finding))
                        .extracting(objection -> objection.path("guard").asText())
                        .containsExactly("protected-tag", "unchanged-plan"));
        assertThat(awaitPlan(finding)).isEqualTo(plan);
        assertThat(Sql.ask("select guards_due_at < now() + interval '2 minutes' from proposal where target = '" + arn
                        + "'"))
                .as("its owner can end that")
                .isEqualTo("t");
    }

    /** Whoever opens a finding asks AWS again, unless that was done a minute before. The answer does not wait for it. */
    @Test
    void shouldLookAgainWhenSomebodyOpensTheFinding() throws SQLException {
        Arn arn = fleet.idle(Map.of());
        String finding = sent(arn);
        fleet.tag(arn, "gleaner:protected", "true");
        assertThat(objections(finding)).isEmpty();
        assertThat(guardsDueSoon(arn)).as("evaluated a moment ago").isEqualTo("f");

        // As if two minutes had passed.
        Sql.run("update finding set guard_preview = cast(jsonb_set(cast(guard_preview as jsonb), '{evaluatedAt}',"
                + " to_jsonb(cast('" + Instant.now().minus(Duration.ofMinutes(2)) + "' as text))) as text)"
                + " where target = '" + arn + "'");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(objections(finding))
                        .extracting(objection -> objection.path("guard").asText())
                        .contains("protected-tag"));
    }

    private static String guardsDueSoon(Arn arn) throws SQLException {
        return Sql.ask("select guards_due_at < now() + interval '1 hour' from proposal where target = '" + arn + "'");
    }

    /** What is shown before is information, never a permission. */
    @Test
    void shouldRefuseWhatStandsInTheWayOnlySinceItWasShown() {
        Arn arn = fleet.idle(Map.of());
        String finding = sent(arn);
        assertThat(objections(finding)).isEmpty();
        fleet.cpu(arn, 0, 90);

        JsonNode action = awaitAction(approved(finding, awaitPlan(finding)), "refused");

        assertThat(action.path("reason").asText()).contains("busy");
        assertThat(fleet.state(arn)).isEqualTo("running");
    }

    private static String sent(Arn arn) {
        Finding finding = Records.sendConfirmed(Findings.idle(arn));
        awaitPlan(finding.id());
        return finding.id();
    }

    private static JsonNode onlyObjection(String finding) {
        List<JsonNode> objections = objections(finding);
        assertThat(objections).hasSize(1);
        return objections.get(0);
    }

    /** The objections to the first remedy. */
    private static List<JsonNode> objections(String finding) {
        return StreamSupport.stream(
                        proposal(finding).path("guards").path("objections").spliterator(), false)
                .filter(objection -> objection.path("remedy").asInt() == 0)
                .toList();
    }
}
