package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.approved;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.get;
import static dev.gleaner.actuator.support.Console.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Spend;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.spend.SpendRecord;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is saved of machines that reservations cover, by the records of the bill. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class CommitmentIT {

    private static final String OWNER = "123456789012";
    private static final String OTHER = "222222222222";
    private static final String BILL = OWNER + " 2026-11-01";
    private static final LocalDate DAY = LocalDate.parse("2026-11-20");
    private static final String RESERVATION = "arn:aws:ec2:us-east-1:123456789012:reserved-instances/r1";
    private static final double PRICE = 0.192;

    private final Fleet fleet = new Fleet();

    @AfterEach
    void forget() throws SQLException {
        Spend.forget();
    }

    /** Two idle machines are reserved, and one other machine is on demand: one of the two saves what that is charged. */
    @Test
    void shouldSaveOnceWhatTheReservationsWouldCoverOfOtherUsage() throws SQLException {
        List<Finding> findings = Stream.of(fleet.idle(Map.of()), fleet.idle(Map.of()))
                .map(arn -> Findings.with(Findings.idle(arn), 1, saving("140.16")))
                .sorted(Comparator.comparing(Finding::resource))
                .toList();
        Finding first = findings.get(0);
        Finding second = findings.get(1);
        findings.forEach(Records::sendConfirmed);
        String plan = awaitPlan(second.id());
        sendUsage(findings);

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(shown(first).at("/saving/monthly").asText()).isEqualTo("140.16");
            assertThat(shown(first).path("counted").asText()).isEqualTo("140.16");
            assertThat(new BigDecimal(shown(second).path("counted").asText())).isZero();
        });
        JsonNode saving = shown(first).path("saving");
        assertThat(saving.path("low").asText()).isEqualTo("0.00");
        assertThat(saving.path("high").asText()).isEqualTo("140.16");
        assertThat(new BigDecimal(saving.at("/covered/reused").asText())).isEqualByComparingTo("1");
        assertThat(saving.at("/covered/reason").asText())
                .isEqualTo("reserved-instances/r1 would cover m5.xlarge in 222222222222, which is on demand today");
        assertThat(shown(second).at("/saving/monthly").asText()).isEqualTo("140.16");
        assertThat(Sql.ask("select monthly from finding where id = '" + first.id() + "'"))
                .isEqualTo("140.16");

        keepsWhatIsKnown(first);

        // A plan that was shown before stays the same. What was acted on counts first.
        awaitAction(approved(second.id(), plan), "observed");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(
                                new BigDecimal(shown(first).path("counted").asText()))
                        .isZero());
        assertThat(shown(second).path("counted").asText()).isEqualTo("140.16");
    }

    /** A machine like the one that a plan covers is on demand for a week: a further plan would pay, but not before the finding on it is settled. */
    @Test
    void shouldAdviseAPlanOnceTheFindingsOnItsUsageAreSettled() throws SQLException {
        Finding idle = Findings.with(Findings.idle(fleet.idle(Map.of())), 1, saving("140.16"));
        Records.sendConfirmed(idle);
        sendUsageOfAWeek(idle);

        await().untilAsserted(
                        () -> assertThat(advice().at("/unsettled/0").asText()).isEqualTo(idle.id()));
        assertThat(advice().path("plan").isNull()).isTrue();

        Records.send(Findings.version(idle, 2, Finding.Status.RESOLVED));

        await().untilAsserted(
                        () -> assertThat(advice().at("/plan/hourly").asText()).isEqualTo("0.134"));
        assertThat(advice().path("payer").asText()).isEqualTo(OWNER);
        assertThat(advice().at("/plan/kind").asText()).isEqualTo("compute");
        assertThat(advice().at("/plan/expected").asDouble()).isBetween(41.0, 42.1);
        assertThat(advice().path("hours").asInt()).isEqualTo(168);
    }

    private static JsonNode advice() {
        return json(get("/api/spend/purchases")).path(0);
    }

    private static void sendUsageOfAWeek(Finding onDemand) {
        String plan = "arn:aws:savingsplans::123456789012:savingsplan/p1";
        BigDecimal rate = new BigDecimal("0.1344");
        send(new SpendRecord.CommitmentTerms(
                plan,
                "",
                null,
                "Compute",
                null,
                rate,
                null,
                new SpendRecord.CommitmentTerms.Scope(OWNER, "", "", "", "")));
        SpendRecord.EligibleHours uncovered = hours(OTHER, "");
        SpendRecord.EligibleHours covered = hours(OWNER, plan);
        SpendRecord.EligibleHours atRate = new SpendRecord.EligibleHours(
                covered.kind(), plan, covered.list(), rate.multiply(BigDecimal.valueOf(24)), covered.hours());
        List<LocalDate> week = DAY.minusDays(6).datesUntil(DAY.plusDays(1)).toList();
        week.forEach(day -> {
            send(new SpendRecord.EligibleDay(BILL, day, OWNER, List.of(atRate)));
            send(new SpendRecord.EligibleDay(BILL, day, OTHER, List.of(uncovered)));
        });
        send(new SpendRecord.ResourceHours(
                onDemand.resource(),
                BILL,
                week.stream()
                        .map(day -> new SpendRecord.ResourceHours.Day(day, List.of(uncovered)))
                        .toList()));
    }

    /** Neither a version nor a confirmation falls back to what the bill alone says until it is computed anew. */
    private static void keepsWhatIsKnown(Finding finding) {
        Records.send(Findings.version(Findings.with(finding, 1, saving("139.00")), 2, Finding.Status.OPEN));
        await().untilAsserted(
                        () -> assertThat(shown(finding).path("version").asInt()).isEqualTo(2));
        assertThat(shown(finding).at("/saving/monthly").asText()).isEqualTo("139.00");

        Records.confirm(
                finding.id(),
                new FindingConfirmation(finding.window().to().plusSeconds(3_600))
                        .withObserved(new FindingConfirmation.Observation(
                                new Finding.Window(
                                        finding.window().from(),
                                        finding.window().to().plusSeconds(3_600)),
                                List.of(new Evidence("cpu mean", 1.7, "percent", 5.0, 168, 1.0)),
                                saving("138.00"))));
        await().untilAsserted(() ->
                assertThat(shown(finding).at("/saving/high").asText()).isEqualTo("138.00"));
        assertThat(shown(finding).at("/saving/monthly").asText()).isEqualTo("138.00");
    }

    private static JsonNode shown(Finding finding) {
        return json(get("/api/findings/" + finding.id()));
    }

    private static Saving saving(String high) {
        return Saving.priced(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, "test")
                .withCovered(new BigDecimal(high));
    }

    private static void sendUsage(List<Finding> reserved) {
        send(new SpendRecord.CommitmentTerms(
                RESERVATION,
                "m5.xlarge",
                reserved.size(),
                "standard",
                null,
                null,
                null,
                new SpendRecord.CommitmentTerms.Scope(OWNER, "us-east-1", "", "Linux/UNIX", "default")));
        List<SpendRecord.EligibleHours> covered = new ArrayList<>();
        reserved.forEach(finding -> {
            SpendRecord.EligibleHours hours =
                    hours(Arn.parse(finding.resource()).account(), RESERVATION);
            covered.add(hours);
            send(new SpendRecord.ResourceHours(
                    finding.resource(), BILL, List.of(new SpendRecord.ResourceHours.Day(DAY, List.of(hours)))));
        });
        send(new SpendRecord.EligibleDay(BILL, DAY, OWNER, covered));
        send(new SpendRecord.EligibleDay(BILL, DAY, OTHER, List.of(hours(OTHER, ""))));
    }

    private static SpendRecord.EligibleHours hours(String account, String commitment) {
        BigDecimal usd = BigDecimal.valueOf(24 * PRICE);
        return new SpendRecord.EligibleHours(
                new SpendRecord.EligibleHours.Kind(
                        account, "us-east-1", "us-east-1a", "m5.xlarge", "Linux/UNIX", "default"),
                commitment,
                usd,
                usd,
                Collections.nCopies(24, 1.0));
    }

    private static void send(SpendRecord record) {
        Spend.send(record.topicKey(), record);
    }
}
