package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Caller.nobody;
import static dev.gleaner.actuator.support.Console.get;
import static dev.gleaner.actuator.support.Console.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.contracts.finding.DataSource;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What to switch on next, by the findings with insufficient data. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class MissingSourcesIT {

    private final Fleet fleet = new Fleet();

    @Test
    void shouldCountWhatASourceWouldSettleUntilItIsSettled() {
        List<Finding> findings = Stream.of(fleet.idle(Map.of()), fleet.idle(Map.of()))
                .map(arn -> insufficient(Findings.idle(arn), DataSource.CLOUDWATCH_AGENT, 1.0))
                .toList();
        Finding unknown = insufficient(Findings.idle(fleet.idle(Map.of())), DataSource.S3_DATA_EVENTS, null);

        findings.forEach(Records::send);
        Records.send(unknown);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(
                                source("cloudwatch-agent").path("findings").asInt())
                        .isEqualTo(2));
        JsonNode agent = source("cloudwatch-agent");
        assertThat(agent.path("savedAtMost").asText()).isEqualTo("183.96");
        assertThat(agent.at("/price/usd").asText()).isEqualTo("0.60");
        assertThat(agent.path("switchOn").asText()).contains("mem_used_percent");
        await().untilAsserted(() ->
                assertThat(source("s3-data-events").path("findings").asInt()).isEqualTo(1));
        assertThat(source("s3-data-events").at("/price/usd").isNull()).isTrue();
        assertThat(json(get("/api/sources/missing")).get(0).path("source").asText())
                .isEqualTo("cloudwatch-agent");

        Stream.concat(findings.stream(), Stream.of(unknown))
                .forEach(finding -> Records.send(
                        Findings.changed(finding, Map.of("version", 2, "status", Finding.Status.RESOLVED))));

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(json(get("/api/sources/missing"))).isEmpty());
    }

    @Test
    void shouldTellNobodyWithoutAToken() {
        assertThat(nobody().get("/api/sources/missing").statusCode()).isEqualTo(401);
    }

    private static Finding insufficient(Finding finding, DataSource source, @Nullable Double monthly) {
        return Findings.changed(
                finding,
                Map.of(
                        "status",
                        Finding.Status.INSUFFICIENT,
                        "evidence",
                        List.of(),
                        "remedies",
                        List.of(),
                        "saving",
                        Saving.ofCost(new BigDecimal("91.98"), "test"),
                        "missingSources",
                        List.of(new Finding.MissingSource(source, monthly))));
    }

    private static JsonNode source(String name) {
        return StreamSupport.stream(json(get("/api/sources/missing")).spliterator(), false)
                .filter(one -> one.path("source").asText().equals(name))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }
}
