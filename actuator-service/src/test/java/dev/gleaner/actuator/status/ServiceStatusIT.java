package dev.gleaner.actuator.status;

import static dev.gleaner.actuator.support.Caller.nobody;
import static dev.gleaner.actuator.support.Console.get;
import static dev.gleaner.actuator.support.Console.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.ServiceStatus;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the actuator tells of the processes of the other services, by the records that they send. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class ServiceStatusIT {

    private static final Duration SOON = Duration.ofMinutes(2);

    @BeforeEach
    void shouldBeWell() throws SQLException {
        Sql.run("delete from service_status");
        report(ServiceStatus.ANALYZER, "analyzer-1", null);
        report(ServiceStatus.COLLECTOR, "host-1", null);
        awaitHealth("UP");
    }

    @Test
    void shouldTellWhichProcessIsSilentAndSinceWhen() throws SQLException {
        JsonNode works = service("host-1");
        assertThat(works.path("problem").isNull()).isTrue();
        assertThat(works.path("silent").asBoolean()).isFalse();

        Sql.run(
                "update service_status set reported_at = '2026-03-01T12:00:00Z' where service = 'collector' and instance = 'host-1'");

        JsonNode silent = service("host-1");
        assertThat(silent.path("service").asText()).isEqualTo("collector");
        assertThat(silent.path("silent").asBoolean()).isTrue();
        assertThat(silent.path("problem").asText()).isEqualTo("it has not reported since 2026-03-01T12:00:00Z");
        awaitHealth("DOWN");
        JsonNode data = health().path("data");
        assertThat(data.path("collector").asInt()).isEqualTo(1);
        assertThat(data.path("collectorSince").asText()).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(data.path("analyzer").asInt()).isZero();
        assertThat(metric("collector")).isEqualTo("1.0");
        assertThat(metric("analyzer")).isEqualTo("0.0");
        // The last process of a service is not forgotten when another service reports, however long it has been silent.
        report(ServiceStatus.ANALYZER, "analyzer-1", "it hangs");
        await().atMost(SOON)
                .until(() -> service("analyzer-1").path("problem").asText().equals("it hangs"));
        assertThat(service("host-1").path("silent").asBoolean()).isTrue();

        report(ServiceStatus.ANALYZER, "analyzer-1", null);
        report(ServiceStatus.COLLECTOR, "host-2", null);
        awaitHealth("UP");
        // Another process has replaced it.
        assertThat(service("host-1").isMissingNode()).isTrue();
        assertThat(metric("collector")).isEqualTo("0.0");
    }

    @Test
    void shouldTellThatNoProcessOfAServiceReports() {
        Records.send(Topic.SERVICE_STATUS, "collector/host-1", null, new RecordHeaders());

        awaitHealth("DOWN");
        JsonNode missing = StreamSupport.stream(json(get("/api/services")).spliterator(), false)
                .filter(one -> one.path("service").asText().equals("collector"))
                .findFirst()
                .orElseThrow();
        assertThat(missing.path("instance").isNull()).isTrue();
        assertThat(missing.path("problem").asText()).startsWith("none has reported");
        assertThat(metric("collector")).isEqualTo("1.0");
    }

    /** The actuator can work, and nothing must end it or keep requests from it. */
    @Test
    void shouldBeReadyWithoutTheOthers() throws SQLException {
        Sql.run("delete from service_status");
        awaitHealth("DOWN");

        for (String kind : new String[] {"live", "ready"}) {
            assertThat(nobody().get("/q/health/" + kind).statusCode()).isEqualTo(200);
        }
    }

    private static void report(String service, String instance, @Nullable String problem) {
        ServiceStatus status = new ServiceStatus(service, instance, problem);
        Records.send(Topic.SERVICE_STATUS, status.key(), Json.bytes(status), new RecordHeaders());
    }

    private static JsonNode service(String instance) {
        return StreamSupport.stream(json(get("/api/services")).spliterator(), false)
                .filter(one -> one.path("instance").asText().equals(instance))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    private static void awaitHealth(String status) {
        await().atMost(SOON).until(() -> health().path("status").asText().equals(status));
    }

    private static JsonNode health() {
        return StreamSupport.stream(
                        json(nobody().get("/q/health/well")).path("checks").spliterator(), false)
                .filter(check -> check.path("name").asText().equals("services"))
                .findFirst()
                .orElseThrow();
    }

    private static String metric(String service) {
        return nobody().get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("gleaner_actuator_services_failing{service=\"" + service + "\""))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElseThrow();
    }
}
