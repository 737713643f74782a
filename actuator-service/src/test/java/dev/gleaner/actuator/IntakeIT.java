package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.audit;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.get;
import static dev.gleaner.actuator.support.Console.json;
import static dev.gleaner.actuator.support.Console.proposal;
import static dev.gleaner.actuator.support.Console.verify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.proposal.Redelivery;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Findings on their way in. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class IntakeIT {

    @Inject
    Redelivery redelivery;

    private final Fleet fleet = new Fleet();

    @Test
    void shouldKnowEachRecordByItsPlaceAndHash() {
        Finding finding = Findings.idle(fleet.instance(Map.of()));
        RecordMetadata record = Records.send(finding);
        awaitPlan(finding.id());

        JsonNode seen = audit(finding.id()).get(0).path("detail");

        assertThat(seen.path("topic").asText()).isEqualTo("gleaner.findings");
        assertThat(seen.path("partition").asInt()).isEqualTo(record.partition());
        assertThat(seen.path("offset").asLong()).isEqualTo(record.offset());
        assertThat(seen.path("sha256").asText()).isEqualTo(Json.sha256(Json.bytes(finding)));
    }

    @Test
    void shouldNotLetAnOlderVersionOverwriteANewerOne() {
        Finding finding = Findings.idle(fleet.instance(Map.of()));
        Records.send(Findings.version(finding, 3, Finding.Status.OPEN));
        awaitVersion(finding, 3);
        String plan = awaitPlan(finding.id());

        Records.send(Findings.version(finding, 2, Finding.Status.RESOLVED));
        Records.send(Findings.version(finding, 3, Finding.Status.OPEN));
        await().until(() -> seen(finding) == 3);

        JsonNode shown = json(get("/api/findings/" + finding.id()));
        assertThat(shown.path("version").asInt()).isEqualTo(3);
        assertThat(shown.path("status").asText()).isEqualTo("open");
        assertThat(shown.path("history")).hasSize(2);
        assertThat(awaitPlan(finding.id())).isEqualTo(plan);
    }

    /** smallrye/smallrye-reactive-messaging#1403: after a rebalance the same records come again. */
    @Test
    void shouldTakeARecordThatComesAgainForTheSame() throws SQLException {
        Finding finding = Findings.idle(fleet.instance(Map.of()));
        RecordMetadata record = Records.send(finding);
        awaitPlan(finding.id());

        redelivery.again(record, Json.bytes(finding));

        assertThat(seen(finding)).isEqualTo(1);
        assertThat(Sql.ask("select count(*) from finding_version where finding_id = '" + finding.id() + "'"))
                .isEqualTo("1");
        assertThat(verify().path("intact").asBoolean()).isTrue();
    }

    /** JSONbored/loopover#789: a status that was written over the hash of a delivery hid that it came again. */
    @Test
    void shouldKnowARedeliveryAlsoOnceTheStatusHasChanged() throws SQLException {
        Finding finding = Findings.idle(fleet.instance(Map.of()));
        RecordMetadata record = Records.send(finding);
        awaitPlan(finding.id());
        Records.send(Findings.version(finding, 2, Finding.Status.RESOLVED));
        awaitVersion(finding, 2);

        redelivery.again(record, Json.bytes(finding));

        assertThat(seen(finding)).isEqualTo(2);
        assertThat(json(get("/api/findings/" + finding.id())).path("status").asText())
                .isEqualTo("resolved");
        assertThat(Sql.ask("select count(*) from consumed_record where sha256 = '" + Json.sha256(Json.bytes(finding))
                        + "'"))
                .isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no json at all",
                "{\"id\":\"fnd_1\",\"version\":1}",
                "{\"id\":\"fnd_1\",\"version\":0,\"status\":\"open\"}",
                "[]",
                "null"
            })
    void shouldPutAsideWhatItCannotReadAndGoOn(String poison) {
        byte[] bytes = poison.getBytes(StandardCharsets.UTF_8);
        RecordMetadata record = Records.send(Topic.FINDINGS, "fnd_poison", bytes, new RecordHeaders());
        Finding finding = Findings.idle(fleet.instance(Map.of()));
        Records.send(finding);

        awaitPlan(finding.id());
        String letter = await().until(
                        () -> Records.all(Topic.DEAD_LETTERS).stream()
                                .filter(text -> text.contains(Json.sha256(bytes)))
                                .findFirst()
                                .orElse(""),
                        text -> !text.isEmpty());
        JsonNode dead = Json.read(letter, JsonNode.class);
        assertThat(dead.path("place").asText()).isEqualTo("gleaner.findings-" + record.partition());
        assertThat(dead.path("head").asText()).isEqualTo(poison);
        assertThat(dead.path("reason").asText()).isNotEmpty();
        await().untilAsserted(() -> assertThat(get("/api/audit").body()).contains(Json.sha256(bytes)));
    }

    @Test
    void shouldGoOnAfterAConfirmationThatItCannotRead() {
        Records.send(Topic.CONFIRMATIONS, "fnd_x", "{}".getBytes(StandardCharsets.UTF_8), new RecordHeaders());
        Finding finding = Records.sendConfirmed(Findings.idle(fleet.instance(Map.of())));

        await().untilAsserted(() -> assertThat(
                        Sql.ask("select count(*) from confirmation where finding_id = '" + finding.id() + "'"))
                .isEqualTo("1"));
    }

    /** With the newest kept, it would be good for ever, whatever is said afterwards. */
    @Test
    void shouldNotKeepAConfirmationFromTheFuture() throws SQLException {
        Finding finding = Findings.idle(fleet.instance(Map.of()));
        String through = "select through > now() from confirmation where finding_id = '" + finding.id() + "'";
        Sql.run("insert into confirmation (finding_id, through) values ('" + finding.id() + "', '2098-01-01')");
        Records.confirm(finding.id(), Instant.parse("2099-01-01T00:00:00Z"));
        Records.sendConfirmed(finding);

        await().untilAsserted(() -> assertThat(Sql.ask(through)).isEqualTo("f"));
    }

    /** boto/boto3#2556: what exists is not found at first. Not shown is not gone, and no plan is made of it. */
    @Test
    void shouldNotOfferWhatEc2DoesNotShow() {
        Finding finding = Findings.idle(Arn.instance("us-east-1", "123456789012", "i-0123456789abcdef0"));
        Records.send(finding);

        await().until(() -> proposal(finding.id()).path("problem").asText().contains("did not show"));

        assertThat(proposal(finding.id()).path("state").asText()).isEqualTo("unplanned");
        assertThat(proposal(finding.id()).path("plan").isNull()).isTrue();
    }

    /** Instances are looked at together, and EC2 fails a call that names one id which it does not know. */
    @Test
    void shouldPlanWhatIsShownBesideWhatIsNot() throws SQLException {
        Finding absent = Findings.idle(Arn.instance("us-east-1", "123456789012", "i-00000000000000bad"));
        Finding other = Findings.idle(Arn.instance(
                "us-east-1", "210000000012", fleet.instance(Map.of()).id()));
        Finding shown = Findings.idle(fleet.instance(Map.of()));
        List.of(absent, other, shown).forEach(Records::send);

        awaitPlan(shown.id());
        Sql.run("update proposal set state = 'unplanned', not_before = now() where target in ('" + absent.resource()
                + "', '" + other.resource() + "', '" + shown.resource() + "')");

        awaitPlan(shown.id());
        assertThat(proposal(absent.id()).path("plan").isNull()).isTrue();
        assertThat(proposal(other.id()).path("plan").isNull())
                .as("an instance of another account than the finding says")
                .isTrue();
    }

    @Test
    void shouldNotOfferWhatDoesNotRun() {
        Arn arn = fleet.instance(Map.of());
        fleet.stop(arn);
        Finding finding = Findings.idle(arn);
        Records.send(finding);

        await().until(() -> proposal(finding.id()).path("problem").asText().contains("stopped"));

        fleet.start(arn);
        awaitPlan(finding.id());
    }

    private static void awaitVersion(Finding finding, int version) {
        await().until(() ->
                json(get("/api/findings/" + finding.id())).path("version").asInt() == version);
    }

    private static long seen(Finding finding) {
        return audit(finding.id()).stream()
                .filter(entry -> entry.path("kind").asText().equals("finding-seen"))
                .count();
    }
}
