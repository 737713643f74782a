package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Caller.nobody;
import static dev.gleaner.actuator.support.Console.approve;
import static dev.gleaner.actuator.support.Console.approved;
import static dev.gleaner.actuator.support.Console.as;
import static dev.gleaner.actuator.support.Console.audit;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.awaitProposal;
import static dev.gleaner.actuator.support.Console.decide;
import static dev.gleaner.actuator.support.Console.json;
import static dev.gleaner.actuator.support.Console.proposal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Console;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Logged;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as a decision, and who may take one. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class DecisionIT {

    private static final String EXPIRED =
            "with expired as (select at from audit_entry where kind = 'expired' and resource like '%i-expiring%')";

    private static final String LATER = "2099-01-01T00:00:00Z";

    private final Fleet fleet = new Fleet();
    private Finding finding;

    @BeforeEach
    void openAFinding() {
        finding = Findings.idle(fleet.instance(Map.of()));
        Records.sendConfirmed(finding);
    }

    /** runatlantis/atlantis#1122 and runatlantis/atlantis#1624: a plan that is no longer shown. */
    @Test
    void shouldNotTakeAnOldPlan() {
        String plan = awaitPlan(finding.id());
        Records.send(Findings.version(finding, 2, Finding.Status.OPEN));
        await().until(() -> !plan.equals(proposal(finding.id()).path("plan").asText()));

        assertThat(approve(finding.id(), plan).statusCode()).isEqualTo(409);
        assertThat(awaitPlan(finding.id())).isNotEqualTo(plan);
        assertThat(approve(finding.id(), plan).statusCode()).isEqualTo(409);
    }

    @Test
    void shouldNotTakeADecisionThatComesTooLate() throws SQLException {
        String plan = awaitPlan(finding.id());
        Sql.run("update proposal set expires_at = now() where target = '" + finding.resource() + "'");

        HttpResponse<String> late = approve(finding.id(), plan);

        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).contains("expired");
        awaitProposal(finding.id(), "expired");
        assertThat(Sql.ask("select count(*) from audit_entry where kind = 'expired' and resource = '"
                        + finding.resource() + "'"))
                .isEqualTo("1");
        assertThat(approve(finding.id(), plan).statusCode()).isEqualTo(409);
    }

    /** Findings that come together expire together: the audit's end is locked while they do. */
    @Test
    void shouldExpireAPortionAtATime() throws SQLException {
        Sql.run("insert into proposal (target, id, round, state, planned, expires_at, not_before)"
                + " select 'arn:aws:ec2:us-east-1:123456789012:instance/i-expiring' || i, 'prp-expiring' || i, 1, 'open',"
                + " '{}', now(), now() from generate_series(1, 450) i");

        await().until(() -> Sql.ask(EXPIRED + " select count(*) from expired").equals("450"));

        assertThat(Sql.ask(
                        EXPIRED + " select max(together) from (select count(*) together from expired group by at) t"))
                .isEqualTo("200");
    }

    @Test
    void shouldAskAgainSomeTimeAfterAProposalExpired() throws SQLException {
        String plan = awaitPlan(finding.id());
        Sql.run("update proposal set expires_at = now() where target = '" + finding.resource() + "'");
        awaitProposal(finding.id(), "expired");

        Sql.run("update proposal set until = now() where target = '" + finding.resource() + "'");

        assertThat(awaitPlan(finding.id())).isNotEqualTo(plan);
    }

    /** What a person states about local data is part of the plan, and in the audit with who said it. */
    @Test
    void shouldStopAHostWithLocalDataOnlyByAStatement() throws SQLException {
        Arn host = fleet.idleWithLocalData(Map.of());
        Finding about = Records.sendConfirmed(Findings.idle(host));
        String plan = awaitPlan(about.id());
        Map<String, Object> stated =
                Map.of("decision", "approve", "remedy", 0, "plan", plan, "parameters", Map.of("localData", "scratch"));

        HttpResponse<String> without = approve(about.id(), plan);
        HttpResponse<String> other = decide(
                "approver-token",
                about.id(),
                Map.of("decision", "approve", "remedy", 0, "plan", plan, "parameters", Map.of("localData", "keep")));
        HttpResponse<String> operator = decide("operator-token", about.id(), stated);

        assertThat(without.statusCode()).isEqualTo(422);
        assertThat(without.body())
                .contains("State that its local data is scratch", "localData", "gleaner:instance-store");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(operator.statusCode()).isEqualTo(403);
        assertThat(proposal(about.id()).at("/parameters/0/name").asText()).isEqualTo("localData");
        assertThat(proposal(about.id()).path("actions")).isEmpty();
        assertThat(fleet.state(host)).isEqualTo("running");

        String action = json(decide("approver-token", about.id(), stated))
                .path("action")
                .asText();

        JsonNode done = awaitAction(action, "observed");
        assertThat(fleet.state(host)).isEqualTo("stopped");
        assertThat(done.path("plan").asText()).isNotEqualTo(plan);
        JsonNode decided = audit(about.id()).stream()
                .filter(entry -> entry.path("kind").asText().equals("decided"))
                .findFirst()
                .orElseThrow();
        assertThat(decided.path("actor").asText()).isEqualTo("user:anna");
        assertThat(decided.at("/detail/parameters/localData").asText()).isEqualTo("scratch");
        assertThat(decided.at("/detail/completed")).isEqualTo(done.path("plan"));
    }

    /** No finding states it for an approver. */
    @Test
    void shouldNotTakeAStatementOfAFinding() {
        Arn host = fleet.idleWithLocalData(Map.of());
        Finding about = Records.sendConfirmed(Findings.with(host, "stop-instance", Map.of("localData", "scratch")));
        String plan = awaitPlan(about.id());

        HttpResponse<String> plain = approve(about.id(), plan);
        HttpResponse<String> stated = decide(
                "approver-token",
                about.id(),
                Map.of("decision", "approve", "remedy", 0, "plan", plan, "parameters", Map.of("localData", "scratch")));

        assertThat(plain.statusCode()).isEqualTo(422);
        assertThat(stated.statusCode()).isEqualTo(409);
        assertThat(stated.body()).contains("is for the approver to enter, not for a finding");
        assertThat(proposal(about.id()).path("actions")).isEmpty();
    }

    @Test
    void shouldCloseTheQuestionWhenTheWasteIsGone() {
        String plan = awaitPlan(finding.id());
        Records.send(Findings.version(finding, 2, Finding.Status.RESOLVED));
        awaitProposal(finding.id(), "closed");

        assertThat(approve(finding.id(), plan).statusCode()).isEqualTo(409);
    }

    @Test
    void shouldLetOnlyApproversDecide() {
        String plan = awaitPlan(finding.id());
        Map<String, Object> yes = Map.of("decision", "approve", "remedy", 0, "plan", plan);

        assertThat(decide("viewer-token", finding.id(), yes).statusCode()).isEqualTo(403);
        assertThat(decide("operator-token", finding.id(), yes).statusCode()).isEqualTo(403);
        assertThat(decide("no-token", finding.id(), yes).statusCode()).isEqualTo(401);
        assertThat(proposal(finding.id()).path("actions")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/findings", "/api/audit", "/api/audit/verify", "/api/actions/x", "/api/kill-switch"})
    void shouldNotAnswerWithoutAToken(String path) {
        assertThat(nobody().get(path).statusCode()).isEqualTo(401);
    }

    @Test
    void shouldAnswerThatTheDatabaseDoesNotAnswer() throws SQLException {
        awaitPlan(finding.id());
        String path = "/api/findings/" + finding.id();
        try (Logged logged = new Logged()) {
            try (Connection other = Sql.connection();
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute("lock table finding in access exclusive mode");

                HttpResponse<String> answer = as("viewer-token").get(path);

                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.body()).contains("the database does not answer in time");
                other.rollback();
            }
            assertThat(as("viewer-token").get(path).statusCode()).isEqualTo(200);
            assertThat(logged.messages())
                    .containsOnlyOnce("GET " + path
                            + " was not served within PT4S: it is answered with 503, and nothing of it is done")
                    .noneMatch(message -> message.contains("Mutiny had to drop"));
        }
    }

    @Test
    void shouldLetOnlyOperatorsUndoAndHoldTheKillSwitch() {
        assertThat(as("approver-token").post("/api/actions/act_x/undo").statusCode())
                .isEqualTo(403);
        assertThat(as("approver-token")
                        .body("{\"on\":true}")
                        .put("/api/kill-switch")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void shouldSayThatARemedyCannotBeDoneFromHere() {
        String plan = awaitPlan(finding.id());

        HttpResponse<String> advice =
                decide("approver-token", finding.id(), Map.of("decision", "approve", "remedy", 1, "plan", plan));

        assertThat(advice.statusCode()).isEqualTo(422);
        assertThat(advice.body()).contains("advice");
    }

    @Test
    void shouldNotOfferTheUndoAsARemedy() {
        Arn arn = fleet.instance(Map.of());
        Finding start = Findings.with(
                Findings.idle(arn), List.of(new Remedy("start-instance", Map.of(), true, List.of(), "Start it")));
        Records.send(start);

        assertThat(approve(start.id(), awaitPlan(start.id())).statusCode()).isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not json",
                "null",
                "[]",
                "{}",
                "{\"decision\":\"perhaps\"}",
                "{\"decision\":\"approve\"}",
                "{\"decision\":\"snooze\"}",
                "{\"decision\":\"keep\",\"until\":\"2099-01-01T00:00:00Z\"}",
                "{\"decision\":\"keep\",\"reason\":\"demo\"}",
                "{\"decision\":\"snooze\",\"until\":\"2001-01-01T00:00:00Z\"}"
            })
    void shouldSayWhatIsWrongWithADecision(String body) {
        awaitPlan(finding.id());

        HttpResponse<String> response =
                as("approver-token").body(body).post("/api/findings/" + finding.id() + "/decisions");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).path("error").asText()).isNotEmpty();
    }

    /** It goes into the audit and to Slack, and has to fit into a record of Kafka. */
    @ParameterizedTest
    @ValueSource(ints = {2_001, 900_000})
    void shouldRefuseAReasonThatIsTooLong(int length) {
        awaitPlan(finding.id());

        HttpResponse<String> response =
                decide("approver-token", finding.id(), Map.of("decision", "reject", "reason", "x".repeat(length)));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).path("error").asText()).contains("reason has more than 2000 characters");
    }

    @Test
    void shouldSayThatThereIsNoSuchRemedyOrFinding() {
        String plan = awaitPlan(finding.id());

        assertThat(decide("approver-token", finding.id(), Map.of("decision", "approve", "remedy", 7, "plan", plan))
                        .statusCode())
                .isEqualTo(400);
        assertThat(approve("fnd_none", plan).statusCode()).isEqualTo(404);
    }

    @Test
    void shouldKeepAResourceForAReasonUntilATime() throws SQLException {
        awaitPlan(finding.id());
        Map<String, Object> keep = Map.of("decision", "keep", "reason", "demo on Monday", "until", LATER);

        HttpResponse<String> kept = decide("approver-token", finding.id(), keep);
        decide("approver-token", finding.id(), keep);
        Records.send(Findings.version(finding, 2, Finding.Status.OPEN));

        assertThat(kept.statusCode()).isEqualTo(200);
        assertThat(json(kept).path("action").isNull()).isTrue();
        assertThat(json(kept).path("state").asText()).isEqualTo("kept");
        await().until(() -> json(Console.get("/api/findings/" + finding.id()))
                        .path("version")
                        .asInt()
                == 2);
        assertThat(proposal(finding.id()).path("state").asText()).isEqualTo("kept");
        List<JsonNode> decided = audit(finding.id()).stream()
                .filter(entry -> entry.path("kind").asText().equals("decided"))
                .toList();
        assertThat(decided).hasSize(1);
        assertThat(decided.get(0).path("actor").asText()).isEqualTo("user:anna");
        assertThat(decided.get(0).path("detail").path("reason").asText()).isEqualTo("demo on Monday");

        Sql.run("update proposal set until = now() where target = '" + finding.resource() + "'");
        awaitPlan(finding.id());
    }

    @Test
    void shouldAskAgainAboutARejectedFindingOnlyInANewVersion() {
        String plan = awaitPlan(finding.id());
        assertThat(decide("approver-token", finding.id(), Map.of("decision", "reject", "plan", plan))
                        .statusCode())
                .isEqualTo(200);
        assertThat(approve(finding.id(), plan).statusCode()).isEqualTo(409);

        Records.send(Findings.version(finding, 2, Finding.Status.OPEN));

        assertThat(awaitPlan(finding.id())).isNotEqualTo(plan);
    }

    /** A rejection withdraws what has not called AWS; to let it rest needs a question. */
    @Test
    void shouldNotSnoozeWhatIsBeingDone() {
        String plan = awaitPlan(finding.id());
        approved(finding.id(), plan);

        HttpResponse<String> later = decide(
                "second-token",
                finding.id(),
                Map.of(
                        "decision",
                        "snooze",
                        "plan",
                        plan,
                        "until",
                        Instant.now().plusSeconds(3600)));

        // The instance has no metrics, so it may have been refused and asked about again by now.
        assertThat(later.statusCode()).isEqualTo(409);
    }

    @Test
    void shouldOrderTheWorkListByStepThenByDollarsLessEffort() {
        List<String> expected = new ArrayList<>();
        expected.add(send(1, Saving.priced(Findings.money("900"), Findings.money("0"), Findings.money("900"), "test")));
        expected.add(send(1, Saving.priced(Findings.money("20"), Findings.money("0"), Findings.money("20"), "test")));
        expected.add(send(1, Saving.unpriced("no price")));
        expected.add(send(2, Saving.priced(Findings.money("999"), Findings.money("0"), Findings.money("999"), "test")));
        expected.add(send(0, Saving.unpriced("no price")));
        expected.forEach(Console::awaitPlan);

        List<String> listed = new ArrayList<>();
        json(Console.get("/api/findings?status=open&rule=idle-instance"))
                .forEach(view -> listed.add(view.path("id").asText()));
        listed.retainAll(expected);

        assertThat(listed).containsExactlyElementsOf(expected);
        assertThat(json(Console.get("/api/findings?limit=2"))).hasSize(2);
        assertThat(Console.get("/api/findings?status=odd").statusCode()).isEqualTo(400);
    }

    private String send(int step, Saving saving) {
        Finding other = Findings.with(Findings.idle(fleet.instance(Map.of())), step, saving);
        Records.send(other);
        return other.id();
    }
}
