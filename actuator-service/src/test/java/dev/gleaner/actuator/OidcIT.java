package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.as;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.decide;
import static dev.gleaner.actuator.support.Console.get;
import static dev.gleaner.actuator.support.Console.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.test.OpenIdTestProvider;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** People who come by an OpenID provider, beside those of the token file. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class OidcIT {

    private static final String FINDINGS = "/api/findings";

    OpenIdTestProvider issuer;

    @Test
    void shouldLetPeopleDoWhatTheirGroupsMay() {
        String viewer = issuer.token("vera@example.com", "finops");

        assertThat(as(viewer).get(FINDINGS).statusCode()).isEqualTo(200);
        assertThat(as(viewer).body("{\"on\":false}").put("/api/kill-switch").statusCode())
                .isEqualTo(403);
        assertThat(as(issuer.token("otto@example.com")).get(FINDINGS).statusCode())
                .isEqualTo(403);
        assertThat(get(FINDINGS).statusCode()).as("by the token file").isEqualTo(200);
    }

    @Test
    void shouldWriteTheNameOfTheProviderIntoTheAudit() {
        Finding finding = Records.sendConfirmed(Findings.idle(new Fleet().idle(Map.of())));
        String plan = awaitPlan(finding.id());

        String action = json(decide(
                        issuer.token("anna@example.com", "ml-platform"),
                        finding.id(),
                        Map.of("decision", "approve", "remedy", 0, "plan", plan)))
                .path("action")
                .asText();

        assertThat(json(get("/api/actions/" + action)).path("decidedBy").asText())
                .isEqualTo("anna@example.com");
    }

    @Test
    void shouldRefuseWhatDoesNotHold() {
        Date past = Date.from(Instant.now().minusSeconds(600));

        refused(issuer.signed(
                issuer.claims("anna", "finops").expirationTime(past).build()));
        refused(OpenIdTestProvider.signed(
                OpenIdTestProvider.newKey(), issuer.claims("anna", "finops").build()));
        refused(issuer.token("anna", "finops") + "x");
    }

    private static void refused(String token) {
        assertThat(as(token).get(FINDINGS).statusCode()).isEqualTo(401);
    }
}
