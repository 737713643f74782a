package dev.gleaner.actuator.aws.reachability;

import static dev.gleaner.actuator.support.Caller.nobody;
import static dev.gleaner.actuator.support.Console.get;
import static dev.gleaner.actuator.support.Console.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the actuator tells of an AWS that does not answer; {@code AwsReachabilityTest} shows that the calls of the SDK tell it. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class AwsHealthIT {

    private static final String ACCOUNT = "210987654321";
    private static final String REGION = "eu-south-2";

    @Inject
    AwsReachability reachability;

    @AfterEach
    void shouldBeWellOnceItAnswers() {
        reachability.answered("Ec2", ACCOUNT, REGION);

        assertThat(health().path("data").has("Ec2 in " + REGION)).isFalse();
        assertThat(StreamSupport.stream(json(get("/api/aws")).spliterator(), false))
                .noneMatch(one -> one.path("region").asText().equals(REGION));
    }

    @Test
    void shouldTellWhatDoesNotAnswerAndSinceWhen() {
        reachability.failed("Ec2", ACCOUNT, REGION, new IOException("no route to host"));

        assertThat(health().path("status").asText()).isEqualTo("DOWN");
        assertThat(health().path("data").path("Ec2 in " + REGION).asText()).startsWith("since 20");
        assertThat(health().toString()).doesNotContain(ACCOUNT);
        JsonNode told = StreamSupport.stream(json(get("/api/aws")).spliterator(), false)
                .filter(one -> one.path("region").asText().equals(REGION))
                .findFirst()
                .orElseThrow();
        assertThat(told.path("account").asText()).isEqualTo(ACCOUNT);
        assertThat(told.path("service").asText()).isEqualTo("Ec2");
        assertThat(told.path("error").asText()).isEqualTo("IOException: no route to host");
        assertThat(told.path("since").asText()).isNotEmpty();
        assertThat(nobody().get("/q/metrics").body()).doesNotContain("gleaner_actuator_aws_unreachable 0.0");
        assertThat(nobody().get("/q/health/ready").statusCode()).isEqualTo(200);
        assertThat(nobody().get("/api/aws").statusCode()).isEqualTo(401);
    }

    private static JsonNode health() {
        return StreamSupport.stream(
                        json(nobody().get("/q/health/well")).path("checks").spliterator(), false)
                .filter(check -> check.path("name").asText().equals("aws"))
                .findFirst()
                .orElseThrow();
    }
}
