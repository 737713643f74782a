package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.approve;
import static dev.gleaner.actuator.support.Console.auditKinds;
import static dev.gleaner.actuator.support.Console.decide;
import static dev.gleaner.actuator.support.Console.get;
import static dev.gleaner.actuator.support.Console.json;
import static dev.gleaner.actuator.support.Console.proposal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.WithoutAwsProfile;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Findings are there to be read, and nothing can be done. */
@QuarkusTest
@TestProfile(WithoutAwsProfile.class)
class WithoutAwsIT {

    private static final String WHY = "AWS is switched off here by actuator.aws.enabled=false";

    @Test
    void shouldShowFindingsAndSayWhyTheyHaveNoPlan() {
        Finding finding = sent("i-0aaaaaaaaaaaaaaa1");

        JsonNode proposal = proposal(finding.id());
        assertThat(proposal.path("state").asText()).isEqualTo("unplanned");
        assertThat(proposal.path("plan").isNull()).isTrue();
        assertThat(proposal.path("dryRun").asBoolean()).isTrue();
        assertThat(json(get("/api/findings?status=open")))
                .anyMatch(open -> open.path("id").asText().equals(finding.id()));
    }

    @Test
    void shouldRefuseAnApprovalAndSayWhy() {
        Finding finding = sent("i-0aaaaaaaaaaaaaaa2");

        Response refused = approve(finding.id(), "sha256:0000");

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.asString()).contains(WHY);
        assertThat(auditKinds(finding.id())).containsExactly("finding-seen");
    }

    @Test
    void shouldTakeANo() {
        Finding finding = sent("i-0aaaaaaaaaaaaaaa3");

        Response rejected =
                decide("approver-token", finding.id(), Map.of("decision", "reject", "reason", "it is needed"));

        assertThat(rejected.statusCode()).as(rejected.asString()).isEqualTo(200);
    }

    private static Finding sent(String instance) {
        Finding finding = Findings.idle(Arn.instance("us-east-1", "123456789012", instance));
        Records.sendConfirmed(finding);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> proposal(finding.id()).path("problem").asText().equals(WHY));
        return finding;
    }
}
