package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.approve;
import static dev.gleaner.actuator.support.Console.approved;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.awaitProposal;
import static dev.gleaner.actuator.support.Console.decide;
import static dev.gleaner.actuator.support.Console.get;
import static dev.gleaner.actuator.support.Console.json;
import static dev.gleaner.actuator.support.Console.proposal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Console;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Where a finding stands is true at any moment. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class LiveFindingsIT {

    /** A transaction that inserted versions of findings waits for the end of the audit. */
    private static final String INSERTED = """
            select exists (select 1 from pg_locks waiting join pg_locks held using (pid)
                            where waiting.locktype = 'transactionid' and not waiting.granted
                              and held.relation = 'finding_version'::regclass and held.mode = 'RowExclusiveLock')
            """;

    /** The confirmation is stored, or waits. */
    private static final String CONFIRMED = """
            select exists (select 1 from confirmation where finding_id = '%s')
                or exists (select 1 from pg_locks where locktype = 'advisory' and mode = 'ShareLock' and not granted)
            """;

    private final Fleet fleet = new Fleet();

    @Inject
    AgroalDataSource database;

    @Test
    void shouldAskNobodyAboutAFindingInDoubtUntilItIsSettled() {
        Finding finding = Records.sendConfirmed(Findings.idle(fleet.idle(Map.of())));
        String plan = awaitPlan(finding.id());

        Records.send(Findings.doubted(finding, 1, "it worked in 1 hours"));
        awaitState(finding, "in-doubt");

        assertThat(listed("open", finding)).isEmpty();
        assertThat(listed("in-doubt", finding)).hasValueSatisfying(shown -> {
            assertThat(shown.at("/doubt/reason").asText()).isEqualTo("it worked in 1 hours");
            assertThat(shown.path("evidence")).isEmpty();
            assertThat(shown.at("/proposal/plan").isNull()).isTrue();
        });
        HttpResponse<String> refused = approve(finding.id(), plan);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("in doubt", "it worked in 1 hours");

        Records.send(Findings.again(finding, 2));
        assertThat(awaitPlan(finding.id())).isNotEqualTo(plan);
        Records.send(Findings.doubted(finding, 1, "it comes again"));
        awaitSeen(finding, 4);

        assertThat(listed("open", finding)).isPresent();
        assertThat(approve(finding.id(), plan).statusCode()).isEqualTo(409);
        assertThat(json(get("/api/findings/" + finding.id())).path("history")).hasSize(3);
    }

    /** What was seen of the target is asked again before acting, whichever finding the yes was to. */
    @Test
    void shouldNotStopByAnotherFindingWhatWasSeenAtWork() {
        Arn arn = fleet.idle(Map.of());
        Finding doubted = Records.sendConfirmed(Findings.idle(arn));
        Finding gpu = Records.sendConfirmed(Findings.by("idle-gpu", doubted, saving("12.50")));
        awaitPlan(doubted.id());
        fleet.cpu(arn, 1, 90);
        Records.send(Findings.doubted(doubted, 1, "it worked in 1 hours"));
        awaitState(doubted, "in-doubt");

        String action = approved(gpu.id(), awaitPlan(gpu.id()));

        assertThat(awaitAction(action, "refused").path("reason").asText()).contains("busy");
        assertThat(fleet.state(arn)).isEqualTo("running");
        assertThat(json(get("/api/findings/" + gpu.id()))
                        .at("/alsoFoundBy/0/state")
                        .asText())
                .isEqualTo("in-doubt");
    }

    /** Without that a doubt is of its own rule alone: a finding that was never there keeps nobody from acting either. */
    @Test
    void shouldActOnAnotherFindingThatTheNewestHourDoesNotContradict() {
        Arn arn = fleet.idle(Map.of());
        Finding doubted = Records.sendConfirmed(Findings.idle(arn));
        Finding gpu = Records.sendConfirmed(Findings.by("idle-gpu", doubted, saving("12.50")));
        awaitPlan(doubted.id());
        Records.send(Findings.doubted(doubted, 1, "it was at work in 4 hours"));
        awaitState(doubted, "in-doubt");

        awaitAction(approved(gpu.id(), awaitPlan(gpu.id())), "observed");

        assertThat(fleet.state(arn)).isEqualTo("stopped");
    }

    /** Somebody said no, or not now: a doubt that goes by does not ask again. */
    @Test
    void shouldLeaveWhatWasDecidedThroughADoubt() {
        Finding finding = Records.sendConfirmed(Findings.idle(fleet.instance(Map.of())));
        awaitPlan(finding.id());
        decide(
                "approver-token",
                finding.id(),
                Map.of("decision", "snooze", "until", "2099-01-01T00:00:00Z", "reason", "the launch"));
        awaitProposal(finding.id(), "snoozed");

        Records.send(Findings.doubted(finding, 1, "it is not known to run"));
        awaitState(finding, "in-doubt");
        Records.send(Findings.again(finding, 2));
        awaitState(finding, "open");

        assertThat(proposal(finding.id()).path("state").asText()).isEqualTo("snoozed");
    }

    @Test
    void shouldTakeWhatIsActedOnOutOfTheOpenListAtOnceAndPutItBackOnceItIsTakenBack() throws SQLException {
        Arn arn = fleet.idle(Map.of());
        Finding finding = Findings.idle(arn);
        Finding gpu = Findings.by("idle-gpu", finding, saving("12.50"));
        Records.sendConfirmed(finding);
        Records.send(gpu);
        awaitPlan(gpu.id());
        String action = approved(finding.id(), awaitPlan(finding.id()));
        awaitAction(action, "observed");

        assertThat(listed("open", finding)).isEmpty();
        assertThat(listed("open", gpu)).isEmpty();
        assertThat(listed("acted-on", finding)).isPresent();
        assertThat(listed("acted-on", gpu)).isPresent();

        // What the analyzer says of the hours before does not ask about it again.
        Records.send(Findings.version(finding, 2, Finding.Status.OPEN));
        awaitSeen(finding, 2);
        assertThat(proposal(finding.id()).path("state").asText()).isEqualTo("done");
        Records.send(Findings.doubted(Findings.version(finding, 2, Finding.Status.OPEN), 1, "it is not known to run"));
        awaitSeen(finding, 3);
        assertThat(state(finding)).isEqualTo("acted-on");

        Console.as("operator-token").post("/api/actions/" + action + "/undo");
        awaitAction(action, "undone");
        assertThat(state(gpu)).isEqualTo("open");
        assertThat(state(finding)).isEqualTo("in-doubt");
    }

    /** A start by somebody else is seen by the ledger: from then on it is waste again. */
    @Test
    void shouldNotCountAnActionThatIsNoLongerInForce() throws SQLException {
        Finding finding = Records.sendConfirmed(Findings.idle(fleet.idle(Map.of())));
        String action = approved(finding.id(), awaitPlan(finding.id()));
        awaitAction(action, "observed");
        assertThat(state(finding)).isEqualTo("acted-on");

        Sql.run("insert into ledger_entry (action_id, target, basis, since, through, ended_at, end_reason, next_look)"
                + " values ('" + action + "', '" + finding.resource()
                + "', 'test', now(), now(), now(), 'running again', now())"
                + " on conflict (action_id) do update set ended_at = ledger_entry.through");

        assertThat(state(finding)).isEqualTo("open");
    }

    @Test
    void shouldCountAResourceOnceAndNameWhatElseWasFoundOnIt() {
        Finding finding = Findings.idle(fleet.instance(Map.of()));
        Finding gpu = Findings.by("idle-gpu", finding, saving("734.38"));
        Records.send(finding);
        Records.send(gpu);
        awaitState(finding, "open");
        awaitState(gpu, "open");

        JsonNode shown = json(get("/api/findings/" + finding.id()));
        JsonNode larger = json(get("/api/findings/" + gpu.id()));

        assertThat(shown.path("countedIn").asText()).isEqualTo(gpu.id());
        assertThat(shown.at("/alsoFoundBy/0/rule").asText()).isEqualTo("idle-gpu");
        assertThat(shown.at("/alsoFoundBy/0/state").asText()).isEqualTo("open");
        assertThat(larger.path("countedIn").asText()).isEqualTo(gpu.id());
        assertThat(new BigDecimal(shown.path("counted").asText())).isZero();
        assertThat(new BigDecimal(larger.path("counted").asText())).isEqualByComparingTo("734.38");

        Records.send(Findings.doubted(gpu, 1, "its GPUs worked in 1 hours"));
        awaitState(gpu, "in-doubt");
        assertThat(json(get("/api/findings/" + finding.id())).path("countedIn").asText())
                .as("what is in doubt is not counted")
                .isEqualTo(finding.id());
    }

    @Test
    void shouldSayWhenItWasConfirmedAndWhoseItIs() {
        Finding finding = Findings.idle(fleet.instance(Map.of()));
        Finding named = Findings.by("idle-gpu", finding, finding.saving());
        Records.send(finding);
        Records.send(named);
        awaitState(finding, "open");
        awaitState(named, "open");
        Instant through = Instant.parse("2026-11-26T10:00:00Z");
        Records.confirm(named.id(), through);

        JsonNode bare = json(get("/api/findings/" + finding.id()));
        JsonNode shown = json(get("/api/findings/" + named.id()));

        assertThat(shown.path("lastConfirmed").asText()).isEqualTo(through.toString());
        assertThat(shown.path("name").asText()).isEqualTo("ocr-batch");
        assertThat(shown.path("creator").asText()).isEqualTo("role/trainer");
        assertThat(shown.at("/owner/team").asText()).isEqualTo("vision");
        assertThat(bare.at("/lastConfirmed").isNull()).isTrue();
        assertThat(bare.at("/name").isNull()).isTrue();
        assertThat(bare.at("/creator").isNull()).isTrue();
        assertThat(bare.at("/doubt").isNull()).isTrue();
    }

    /** The finding and its confirmations are in two topics, and are read in any order. */
    @Test
    void shouldShowWhatTheNewestConfirmationFound() throws SQLException {
        Finding finding = Findings.idle(fleet.instance(Map.of()));
        Instant from = finding.window().from();
        Instant to = finding.window().to();
        Records.confirm(finding.id(), confirmation(from, to.plusSeconds(7_200), "136.20", 1.7));
        Records.send(finding);
        awaitState(finding, "open");

        JsonNode first = json(get("/api/findings/" + finding.id()));
        Records.confirm(finding.id(), confirmation(from, to.plusSeconds(3_600), "138.90", 1.6));
        Records.confirm(finding.id(), confirmation(from, to.plusSeconds(10_800), "133.30", 1.8));
        await().untilAsserted(() -> assertThat(json(get("/api/findings/" + finding.id()))
                        .at("/window/to")
                        .asText())
                .isEqualTo(to.plusSeconds(10_800).toString()));
        JsonNode last = json(get("/api/findings/" + finding.id()));

        assertThat(first.at("/saving/monthly").asText()).isEqualTo("136.20");
        assertThat(first.at("/evidence/0/value").asDouble()).isEqualTo(1.7);
        assertThat(first.at("/window/to").asText())
                .isEqualTo(to.plusSeconds(7_200).toString());
        assertThat(last.at("/saving/monthly").asText()).isEqualTo("133.30");
        assertThat(last.at("/evidence/0/value").asDouble()).isEqualTo(1.8);
        assertThat(last.path("version").asInt()).isEqualTo(finding.version());
        assertThat(last.at("/owner/team").asText()).isEqualTo("vision");
        assertThat(Sql.ask("select monthly from finding where id = '" + finding.id() + "'"))
                .as("findings are sorted and added up by it")
                .isEqualTo("133.30");
    }

    /** Each of the two transactions begins before the other one ends. */
    @Test
    void shouldShowAConfirmationThatIsStoredWhileItsFindingIsInserted() throws SQLException {
        Finding finding = Findings.idle(fleet.instance(Map.of()));
        Instant to = finding.window().to().plusSeconds(3_600);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select 1 from audit_head where id = 1 for update");
            Records.send(finding);
            await().until(() -> Sql.ask(INSERTED).equals("t"));
            Records.send(
                    Topic.CONFIRMATIONS,
                    finding.id(),
                    Json.bytes(confirmation(finding.window().from(), to, "136.20", 1.7)),
                    new RecordHeaders());
            await().until(() -> Sql.ask(CONFIRMED.formatted(finding.id())).equals("t"));
            connection.rollback();
        }

        await().untilAsserted(() -> assertThat(json(get("/api/findings/" + finding.id()))
                        .at("/saving/monthly")
                        .asText())
                .isEqualTo("136.20"));
    }

    @Test
    void shouldShowTheEvidenceOfAVersionThatIsNewerThanItsConfirmation() {
        Finding finding = Findings.idle(fleet.instance(Map.of()));
        Instant to = finding.window().to();
        Records.confirm(finding.id(), confirmation(finding.window().from(), to.minusSeconds(3_600), "136.20", 1.7));
        Records.send(finding);
        awaitState(finding, "open");

        JsonNode shown = json(get("/api/findings/" + finding.id()));

        assertThat(shown.at("/saving/monthly").asText()).isEqualTo("140.16");
        assertThat(shown.at("/window/to").asText()).isEqualTo(to.toString());
    }

    private static FindingConfirmation confirmation(Instant from, Instant to, String dollars, double cpu) {
        BigDecimal monthly = new BigDecimal(dollars);
        return new FindingConfirmation(to)
                .withObserved(new FindingConfirmation.Observation(
                        new Finding.Window(from, to),
                        List.of(new Evidence("cpu mean", cpu, "percent", 5.0, 168, 1.0)),
                        Saving.priced(monthly, BigDecimal.ZERO, monthly, "test")));
    }

    @Test
    void shouldRefuseAStatusThatIsNone() {
        HttpResponse<String> answer = get("/api/findings?status=doubtful");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("in-doubt", "acted-on");
    }

    private static Saving saving(String monthly) {
        return Saving.priced(Findings.money(monthly), Findings.money("0"), Findings.money(monthly), "test");
    }

    private static String state(Finding finding) {
        return json(get("/api/findings/" + finding.id())).path("state").asText();
    }

    private static void awaitState(Finding finding, String state) {
        await().untilAsserted(() -> assertThat(state(finding)).isEqualTo(state));
    }

    private static void awaitSeen(Finding finding, long records) {
        await().until(() -> Console.auditKinds(finding.id()).stream()
                        .filter("finding-seen"::equals)
                        .count()
                == records);
    }

    private static Optional<JsonNode> listed(String status, Finding finding) {
        return StreamSupport.stream(json(get("/api/findings?status=" + status)).spliterator(), false)
                .filter(shown -> shown.path("id").asText().equals(finding.id()))
                .findFirst();
    }
}
