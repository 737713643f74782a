package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.approved;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.get;
import static dev.gleaner.actuator.support.Console.json;
import static dev.gleaner.actuator.support.Console.undo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gleaner.actuator.ledger.SavingsMeasurement;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.actuator.support.Time;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What was promised, and what was measured of it by looking at AWS. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class LedgerIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Inject
    SavingsMeasurement savingsMeasurement;

    private final Fleet fleet = new Fleet();

    @Test
    void shouldMeasureWhileTheInstanceIsSeenStopped() throws SQLException {
        String stop = stopped(fleet.idle(Map.of()));
        backdate(stop);

        look(stop);

        JsonNode entry = await().atMost(PATIENCE)
                .until(
                        () -> entry(stop),
                        line -> line.path("measures").path(0).path("complete").asBoolean());
        JsonNode day = entry.path("measures").path(0);
        assertThat(day.path("hoursInForce").asLong()).isEqualTo(24);
        assertThat(day.path("measured")).isEqualTo(day.path("promised"));
        assertThat(usd(day.path("measured"))).isPositive();
        assertThat(entry.has("endedAt") && !entry.path("endedAt").isNull()).isFalse();
    }

    /** aws-solutions/instance-scheduler-on-aws#166: recorded as stopped while it is active. */
    @Test
    void shouldNotBelieveThatWhatWasStoppedStillIs() throws SQLException {
        Arn arn = fleet.idle(Map.of());
        String stop = stopped(arn);
        fleet.start(arn);

        look(stop);

        JsonNode entry = await().atMost(PATIENCE).until(() -> entry(stop), line -> line.hasNonNull("endedAt"));
        assertThat(entry.path("endReason").asText()).contains("running");
        assertThat(entry.path("measures").path(2).path("complete").asBoolean()).isTrue();
        assertThat(usd(json(get("/api/ledger")).path("totals").path("clawedBack")))
                .isPositive();
    }

    /** Long before its target is looked at again. */
    @Test
    void shouldEndWithAnUndo() {
        String stop = stopped(fleet.idle(Map.of()));
        savingsMeasurement.trigger();
        await().atMost(PATIENCE).until(() -> !entry(stop).isMissingNode());
        String undo = undo(stop);
        awaitAction(undo, "observed");

        savingsMeasurement.trigger();

        JsonNode entry = await().atMost(PATIENCE).until(() -> entry(stop), line -> line.hasNonNull("endedAt"));
        assertThat(entry.path("endReason").asText()).isEqualTo("it was undone");
        assertThat(entry(undo).isMissingNode()).isTrue();
    }

    /** A tenth less than its version said would have been a new version. */
    @Test
    void shouldPromiseWhatWasShownWhenItWasApproved() throws SQLException {
        Finding finding = Findings.idle(fleet.idle(Map.of()));
        Instant now = Time.now();
        Records.confirm(
                finding.id(),
                new FindingConfirmation(now)
                        .withObserved(new FindingConfirmation.Observation(
                                new Finding.Window(finding.window().from(), now),
                                finding.evidence(),
                                Saving.priced(
                                        Findings.money("136.20"),
                                        Findings.money("0"),
                                        Findings.money("136.20"),
                                        "as of today"))));
        Records.send(finding);
        String stop = approved(finding.id(), awaitPlan(finding.id()));
        awaitAction(stop, "observed");

        savingsMeasurement.trigger();

        await().atMost(PATIENCE).until(() -> !entry(stop).isMissingNode());
        assertThat(Sql.ask("select monthly from ledger_entry where action_id = '" + stop + "'"))
                .isEqualTo("136.20");
        assertThat(Sql.ask("select basis from ledger_entry where action_id = '" + stop + "'"))
                .isEqualTo("as of today");
    }

    @Test
    void shouldPromiseWhatTheApprovedRemedySaves() throws SQLException {
        Finding idle = Findings.idle(fleet.idle(Map.of()));
        Saving own =
                Saving.priced(Findings.money("12.50"), Findings.money("0"), Findings.money("12.50"), "of this remedy");
        Finding finding = Findings.with(idle, List.of(idle.remedies().get(0).withSaving(own)));
        Records.sendConfirmed(finding);
        String stop = approved(finding.id(), awaitPlan(finding.id()));
        awaitAction(stop, "observed");

        savingsMeasurement.trigger();

        await().atMost(PATIENCE).until(() -> !entry(stop).isMissingNode());
        assertThat(Sql.ask("select monthly from ledger_entry where action_id = '" + stop + "'"))
                .isEqualTo("12.50");
    }

    private String stopped(Arn arn) {
        Finding finding = Records.sendConfirmed(Findings.idle(arn));
        String stop = approved(finding.id(), awaitPlan(finding.id()));
        awaitAction(stop, "observed");
        return stop;
    }

    /** As if it had been done two days ago. */
    private void backdate(String action) throws SQLException {
        savingsMeasurement.trigger();
        await().atMost(PATIENCE).until(() -> !entry(action).isMissingNode());
        Sql.run("update ledger_entry set since = since - interval '2 days', through = through - interval '2 days'"
                + " where action_id = '" + action + "'");
    }

    private void look(String action) throws SQLException {
        savingsMeasurement.trigger();
        await().atMost(PATIENCE).until(() -> !entry(action).isMissingNode());
        Sql.run("update ledger_entry set next_look = now() where action_id = '" + action + "'");
        savingsMeasurement.trigger();
    }

    private static BigDecimal usd(JsonNode dollars) {
        return new BigDecimal(dollars.path("usd").asText());
    }

    private static JsonNode entry(String action) {
        for (JsonNode line : json(get("/api/ledger")).path("entries")) {
            if (line.path("action").asText().equals(action)) {
                return line;
            }
        }
        return MissingNode.getInstance();
    }
}
