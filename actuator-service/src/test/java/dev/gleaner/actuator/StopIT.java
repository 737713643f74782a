package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.approve;
import static dev.gleaner.actuator.support.Console.approved;
import static dev.gleaner.actuator.support.Console.as;
import static dev.gleaner.actuator.support.Console.auditKinds;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.awaitProposal;
import static dev.gleaner.actuator.support.Console.decide;
import static dev.gleaner.actuator.support.Console.json;
import static dev.gleaner.actuator.support.Console.undo;
import static dev.gleaner.actuator.support.Console.verify;
import static org.assertj.core.api.Assertions.assertThat;

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
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A yes, what comes of it, and the way back. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class StopIT {

    AwsProxy aws;

    private final Fleet fleet = new Fleet();

    @Test
    void shouldStopAnIdleInstanceThatAPersonApproved() {
        Arn arn = fleet.idle(Map.of());
        Finding finding = sent(arn);

        String action = approved(finding.id(), awaitPlan(finding.id()));

        JsonNode observed = awaitAction(action, "observed");
        assertThat(observed.path("decidedBy").asText()).isEqualTo("anna");
        assertThat(fleet.state(arn)).isEqualTo("stopped");
        assertThat(stops(arn)).isOne();
        awaitProposal(finding.id(), "done");
        assertThat(auditKinds(finding.id()))
                .containsExactly("finding-seen", "proposed", "decided", "claimed", "intent", "called", "observed");
        assertThat(verify().path("intact").asBoolean()).isTrue();
    }

    @Test
    void shouldAskForSessionsByOneCallAndForMetricsByHoursMinutesAndDays() {
        Arn arn = fleet.idle(Map.of());
        Finding finding = sent(arn);

        awaitAction(approved(finding.id(), awaitPlan(finding.id())), "observed");

        String when = " before anyone is asked, and right before the stop";
        assertThat(AwsCalls.count(aws, "DescribeSessions", arn))
                .as("once" + when)
                .isEqualTo(2);
        assertThat(AwsCalls.count(aws, "GetMetricData", arn))
                .as("four times" + when)
                .isEqualTo(8);
    }

    /** preloop/preloop#517: the same decision is delivered again. */
    @Test
    void shouldGiveTheSameActionForTheSameDecision() {
        Arn arn = fleet.idle(Map.of());
        Finding finding = sent(arn);
        String plan = awaitPlan(finding.id());
        String action = approved(finding.id(), plan);

        assertThat(approved(finding.id(), plan)).isEqualTo(action);
        awaitAction(action, "observed");
        HttpResponse<String> again = approve(finding.id(), plan);

        assertThat(json(again).path("action").asText()).isEqualTo(action);
        assertThat(json(again).path("state").asText()).isEqualTo("observed");
        assertThat(stops(arn)).isOne();
    }

    /** runatlantis/atlantis#2148: the same plan is applied twice at the same time. */
    @Test
    void shouldMakeOneActionOfManyClicksAtOnce() throws SQLException {
        Arn arn = fleet.idle(Map.of());
        Finding finding = sent(arn);
        String plan = awaitPlan(finding.id());

        List<CompletableFuture<String>> clicks = IntStream.range(0, 8)
                .mapToObj(click -> CompletableFuture.supplyAsync(() -> json(decide(
                                click % 2 == 0 ? "approver-token" : "second-token",
                                finding.id(),
                                Map.of("decision", "approve", "remedy", 0, "plan", plan)))
                        .path("action")
                        .asText()))
                .toList();
        List<String> actions =
                clicks.stream().map(CompletableFuture::join).distinct().toList();

        assertThat(actions).hasSize(1);
        awaitAction(actions.get(0), "observed");
        assertThat(stops(arn)).isOne();
        assertThat(Sql.ask("select count(*) from action where finding_id = '" + finding.id() + "'"))
                .isEqualTo("1");
    }

    @Test
    void shouldTakeAStopBack() {
        Arn arn = fleet.idle(Map.of());
        Finding finding = sent(arn);
        String stop = approved(finding.id(), awaitPlan(finding.id()));
        awaitAction(stop, "observed");

        HttpResponse<String> undo = as("operator-token").post("/api/actions/" + stop + "/undo");
        HttpResponse<String> again = as("operator-token").post("/api/actions/" + stop + "/undo");

        assertThat(undo.statusCode()).isEqualTo(202);
        String start = json(undo).path("id").asText();
        assertThat(json(again).path("id").asText()).isEqualTo(start);
        awaitAction(start, "observed");
        awaitAction(stop, "undone");
        assertThat(fleet.state(arn)).isEqualTo("running");
        assertThat(AwsCalls.count(aws, "StartInstances", arn)).isOne();
        assertThat(auditKinds(finding.id())).endsWith("decided", "claimed", "intent", "called", "observed", "undone");
    }

    @Test
    void shouldNotTakeBackWhatSomebodyStartedAlready() {
        Arn arn = fleet.idle(Map.of());
        String stop = stopped(arn);
        fleet.start(arn);

        String undo = undo(stop);

        assertThat(awaitAction(undo, "refused").path("reason").asText()).contains("running");
        assertThat(AwsCalls.count(aws, "StartInstances", arn)).isZero();
    }

    /** Stopped again, but by its owner: to start it now would be to take back their stop. */
    @Test
    void shouldNotTakeBackTheStopOfSomebodyElse() throws SQLException {
        Arn arn = fleet.idle(Map.of());
        String stop = stopped(arn);
        fleet.start(arn);
        fleet.stop(arn);
        // EC2 has another time of launch after a start; the stand-in keeps the first one.
        Sql.run("update intent set before = jsonb_set(cast(before as jsonb), '{launched}', '\"2026-01-01T00:00:00Z\"')"
                + " where action_id = '" + stop + "'");

        String undo = undo(stop);

        assertThat(awaitAction(undo, "refused").path("reason").asText()).contains("another party stopped it");
        assertThat(AwsCalls.count(aws, "StartInstances", arn)).isZero();
    }

    /** A protection that came after the stop counts for the way back, too. */
    @Test
    void shouldNotTakeBackWhatIsProtectedByNow() {
        Arn arn = fleet.idle(Map.of());
        String stop = stopped(arn);
        fleet.tag(arn, "gleaner:protected", "true");

        String undo = undo(stop);

        assertThat(awaitAction(undo, "refused").path("reason").asText()).contains("protects it");
        assertThat(AwsCalls.count(aws, "StartInstances", arn)).isZero();
    }

    @Test
    void shouldNotTakeBackWhatWasNotDone() {
        Arn arn = fleet.idle(Map.of("gleaner:protected", "true"));
        Finding finding = sent(arn);
        String stop = approved(finding.id(), awaitPlan(finding.id()));
        awaitAction(stop, "refused");

        assertThat(as("operator-token").post("/api/actions/" + stop + "/undo").statusCode())
                .isEqualTo(409);
        assertThat(as("operator-token").post("/api/actions/act_none/undo").statusCode())
                .isEqualTo(404);
    }

    /** The id of an action that has stopped it. */
    private static String stopped(Arn arn) {
        Finding finding = sent(arn);
        String stop = approved(finding.id(), awaitPlan(finding.id()));
        awaitAction(stop, "observed");
        return stop;
    }

    private static Finding sent(Arn arn) {
        return Records.sendConfirmed(Findings.idle(arn));
    }

    private long stops(Arn arn) {
        return AwsCalls.count(aws, "StopInstances", arn);
    }
}
