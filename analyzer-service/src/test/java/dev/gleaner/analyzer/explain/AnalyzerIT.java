package dev.gleaner.analyzer.explain;

import static dev.gleaner.analyzer.fixture.Signals.instance;
import static dev.gleaner.analyzer.fixture.Signals.progress;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import dev.gleaner.analyzer.fixture.Life;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.fixture.SignalsTopic;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.signal.ServiceStatus;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.kafka.KafkaTestResource;
import dev.gleaner.test.kafka.RealKafka;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole service on a real broker. */
@QuarkusTest
@QuarkusTestResource(KafkaTestResource.class)
@TestProfile(OwnFolder.class)
class AnalyzerIT {

    private static final Instant START = Instant.parse("2026-07-01T00:00:00Z");
    private static final String IDLE = instance("i-idle");
    private static final String BUSY = instance("i-busy");
    private static final String BUCKET = "arn:aws:s3:::lake";
    private static final int HOURS = 10 * 24;

    private static final SignalsTopic topic = new SignalsTopic(RealKafka.bootstrapServers());

    @BeforeAll
    static void recording() {
        await().atMost(Duration.ofSeconds(60)).until(() -> topic.isThere());
        List<Signal> signals = new ArrayList<>();
        Random random = new Random(1);
        for (int hour = 0; hour < HOURS; hour++) {
            Life.IDLE.hour(IDLE, hour, START, random, signals);
            Life.BUSY.hour(BUSY, hour, START, random, signals);
        }
        signals.add(Signals.bucket(
                "lake",
                START,
                Signals.tagged().addPrefixNames("training-data/").setLifecycleDocument("{\"Rules\":[]}")));
        topic.send(signals);
        topic.send(progress("inventory-buckets", START.plus(HOURS, ChronoUnit.HOURS)));
        topic.send(progress("metric-stream", START.plus(HOURS, ChronoUnit.HOURS)));
        topic.send(progress("inventory", START.plus(HOURS, ChronoUnit.HOURS)));
        topic.sendRaw(IDLE, new byte[] {1, 2, 3});
    }

    @Test
    void shouldTurnSignalsIntoOneFindingWithItsConfirmation() {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(own()).hasSize(1));

        Finding finding = own().get(0);
        assertThat(finding.rule()).isEqualTo("idle-instance");
        assertThat(finding.status()).isEqualTo(Finding.Status.OPEN);
        assertThat(finding.provisional()).isFalse();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(topic.confirmed()).contains(finding.id()));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(topic.deadLetters()).isEqualTo(1));
    }

    /** By health, metrics, and a record for the page of the actuator. */
    @Test
    void shouldTellThatItsStreamWorks() {
        for (String kind : List.of("ready", "well")) {
            given().get("/q/health/" + kind)
                    .then()
                    .statusCode(200)
                    .body("checks.find { it.name == 'stream' }.status", equalTo("UP"));
        }
        given().get("/q/metrics")
                .then()
                .body(containsString("gleaner_analyzer_failing 0.0"))
                .body(containsString("gleaner_analyzer_standstill"))
                .body(containsString("gleaner_analyzer_state_free"));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(topic.statuses()).contains(new ServiceStatus("analyzer", "analyzer-1", null)));
    }

    @Test
    void shouldTellHowFarItIs() {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> caller().get("/progress")
                        .then()
                        .statusCode(200)
                        .body("due", equalTo(0))
                        .body("judgedThrough", equalTo("2026-07-11T00:00:00Z"))
                        .body("sources.size()", equalTo(3))
                        .body("sources[0].source", equalTo("inventory"))
                        .body("sources[0].account", equalTo(Signals.ACCOUNT))
                        .body("sources[0].through", equalTo("2026-07-11T00:00:00Z")));
    }

    @Test
    void shouldExplainAResource() {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> caller().queryParam("arn", BUSY)
                        .get("/resources")
                        .then()
                        .statusCode(200)
                        .body("resource", equalTo(BUSY))
                        .body("hour", equalTo("2026-07-11T00:00:00Z"))
                        .body("facts.type", equalTo("m5.xlarge"))
                        .body("metrics[0].mean.size()", equalTo(336))
                        .body("busiestHours[0].day", equalTo("2026-07-01"))
                        .body("busiestHours[0].percent", greaterThan(0f))
                        .body("cpuMaxima.days", greaterThan(5))
                        .body("cpuMaxima.p99", greaterThan(0))
                        .body("rules[0].rule", equalTo("idle-instance"))
                        .body("rules[0].verdict", equalTo("nothing"))
                        .body("rules[0].because", equalTo("it worked in 63 hours")));
    }

    @Test
    void shouldFindAndExplainABucket() {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(topic.findings())
                        .filteredOn(finding -> finding.resource().equals(BUCKET) && !finding.provisional())
                        .extracting(Finding::rule)
                        .containsExactly("storage-lifecycle"));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> caller().queryParam("arn", BUCKET)
                        .get("/resources")
                        .then()
                        .statusCode(200)
                        .body("facts.prefixes", equalTo(List.of("training-data/")))
                        .body("rules[0].rule", equalTo("storage-lifecycle"))
                        .body("rules[0].verdict", equalTo("found")));
    }

    @Test
    void shouldNotKnowWhatItNeverSaw() {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> caller().queryParam("arn", instance("i-none"))
                        .get("/resources")
                        .then()
                        .statusCode(404));
        caller().queryParam("arn", "i-none").get("/resources").then().statusCode(400);
        caller().get("/resources").then().statusCode(400);
    }

    @Test
    void shouldAnswerNobodyWithoutAToken() {
        given().get("/progress").then().statusCode(401);
        given().queryParam("arn", IDLE).get("/resources").then().statusCode(401);
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/metrics").then().statusCode(200);
    }

    private static List<Finding> own() {
        return topic.findings().stream()
                .filter(finding ->
                        finding.resource().equals(IDLE) || finding.resource().equals(BUSY))
                .toList();
    }

    private static RequestSpecification caller() {
        return given().header("Authorization", "Bearer " + OwnFolder.TOKEN);
    }
}
