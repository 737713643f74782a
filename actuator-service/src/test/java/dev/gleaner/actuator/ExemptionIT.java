package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.approve;
import static dev.gleaner.actuator.support.Console.as;
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
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Exemption;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A keep becomes an exemption with an end. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class ExemptionIT {

    private static final String REASON = "warm standby for the product launch";

    private final Fleet fleet = new Fleet();
    private final Instant until = Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(30));

    @Test
    void shouldPublishAnExemptionAndEndItEarly() throws SQLException {
        Finding finding = sent("dev");
        Instant before = Instant.now();
        assertThat(keep(finding, REASON, until)).isEqualTo(200);

        Exemption published = awaitPublished(finding, until);
        assertThat(published.rule()).isEqualTo("idle-instance");
        assertThat(published.reason()).isEqualTo(REASON);
        assertThat(published.by()).isEqualTo("anna");
        assertThat(published.from())
                .isEqualTo(published.from().truncatedTo(ChronoUnit.HOURS))
                .isAfter(before);
        JsonNode listed = listed(finding);
        assertThat(listed.path("exemption").path("until").asText()).isEqualTo(until.toString());
        // An hour that begins while this test runs must not bring it into force.
        Sql.run("update exemption set from_time = from_time + interval '1 day' where resource = '" + finding.resource()
                + "'");

        assertThat(as("viewer-token")
                        .delete("/api/exemptions/" + listed.path("id").asText())
                        .statusCode())
                .isEqualTo(403);
        assertThat(as("approver-token")
                        .delete("/api/exemptions/" + listed.path("id").asText())
                        .statusCode())
                .isEqualTo(204);

        // It never came into force, so that nothing of it may stay.
        await().untilAsserted(() -> assertThat(values(finding)).last().isEqualTo("null"));
        assertThat(as("approver-token")
                        .delete("/api/exemptions/" + listed.path("id").asText())
                        .statusCode())
                .isEqualTo(404);
        awaitPlan(finding.id());
    }

    /** From a time when reasons were not bounded. */
    @Test
    void shouldPublishAReasonThatIsTooLongInPartAndWhatComesAfterIt() throws SQLException {
        Finding finding = sent("dev");
        Sql.run("insert into exemption (resource, rule, finding_id, reason, identity, from_time, until_time) values ('"
                + finding.resource() + "-long', 'idle-instance', 'fnd_long', repeat('x', 1500000), 'anna',"
                + " date_trunc('hour', now()) + interval '1 hour', now() + interval '30 days')");

        assertThat(keep(finding, REASON, until)).isEqualTo(200);

        awaitPublished(finding, until);
        assertThat(Sql.ask("select published from exemption where finding_id = 'fnd_long'"))
                .isEqualTo("1");
    }

    @Test
    void shouldEndAnExemptionInForceAtTheNextHour() throws SQLException {
        Finding finding = sent("dev");
        keep(finding, REASON, until);
        awaitPublished(finding, until);
        Sql.run("update exemption set from_time = from_time - interval '2 days' where resource = '" + finding.resource()
                + "'");

        Instant before = nextHour();
        assertThat(decide("approver-token", finding.id(), Map.of("decision", "reject"))
                        .statusCode())
                .isEqualTo(200);

        assertThat(awaitPublished(finding, List.of(before, nextHour())).reason())
                .isEqualTo(REASON);
    }

    @Test
    void shouldAskForAReasonAndAnEndNearByInProduction() {
        Finding finding = sent("production");

        assertThat(keep(finding, "because", until)).isEqualTo(400);
        assertThat(keep(finding, "- - - - - -", until)).isEqualTo(400);
        assertThat(keep(finding, REASON, Instant.now().plus(Duration.ofDays(91))))
                .isEqualTo(400);
        assertThat(keep(finding, REASON, Instant.now().plus(Duration.ofDays(89))))
                .isEqualTo(200);
    }

    @Test
    void shouldNotAskWhileItIsExemptAndAskAgainAfterwards() throws SQLException {
        Finding finding = sent("dev");
        String plan = awaitPlan(finding.id());
        keep(finding, REASON, until);

        Finding kept = Findings.kept(finding, "until " + until + " by anna: " + REASON);
        Records.send(kept);
        await().until(() ->
                json(get("/api/findings/" + finding.id())).path("version").asInt() == 2);
        assertThat(proposal(finding.id()).path("state").asText()).isEqualTo("kept");
        assertThat(approve(finding.id(), plan).statusCode()).isEqualTo(409);
        Sql.run("update proposal set until = now() where target = '" + finding.resource() + "'");
        awaitProposal(finding.id(), "closed");
        assertThat(json(get("/api/findings/" + finding.id())).path("status").asText())
                .isEqualTo("open");

        Records.send(Findings.version(finding, 3, Finding.Status.OPEN));

        assertThat(awaitPlan(finding.id())).isNotEqualTo(plan);
    }

    @Test
    void shouldAskAgainOnceItIsOverAlthoughTheAnalyzerHasNotSaidSo() throws SQLException {
        Finding finding = sent("dev");
        keep(finding, REASON, until);
        Records.send(Findings.kept(finding, "until " + until + " by anna: " + REASON));
        await().until(() ->
                json(get("/api/findings/" + finding.id())).path("version").asInt() == 2);

        Sql.run(
                "update exemption set until_time = now() where resource = '" + finding.resource() + "'",
                "update proposal set until = now() where target = '" + finding.resource() + "'");

        awaitPlan(finding.id());
    }

    private Finding sent(String environment) {
        Finding finding = Findings.in(environment, Findings.idle(fleet.instance(Map.of())));
        Records.send(finding);
        awaitPlan(finding.id());
        return finding;
    }

    private static int keep(Finding finding, String reason, Instant until) {
        return decide(
                        "approver-token",
                        finding.id(),
                        Map.of("decision", "keep", "reason", reason, "until", until.toString()))
                .statusCode();
    }

    private static JsonNode listed(Finding finding) {
        for (JsonNode view : json(get("/api/exemptions"))) {
            if (view.path("exemption").path("resource").asText().equals(finding.resource())) {
                return view;
            }
        }
        throw new AssertionError("it is not listed");
    }

    private static Instant nextHour() {
        return Instant.now().truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
    }

    private static Exemption awaitPublished(Finding finding, Instant until) {
        return awaitPublished(finding, List.of(until));
    }

    private static Exemption awaitPublished(Finding finding, List<Instant> ends) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(values(finding))
                        .anySatisfy(value -> assertThat(
                                        Json.read(value, Exemption.class).until())
                                .isIn(ends)));
        return values(finding).stream()
                .map(value -> Json.read(value, Exemption.class))
                .filter(exemption -> ends.contains(exemption.until()))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> values(Finding finding) {
        return Records.keyed(Topic.EXEMPTIONS).stream()
                .filter(record -> record.getKey().startsWith(finding.resource() + "|"))
                .map(record -> Objects.toString(record.getValue()))
                .toList();
    }
}
