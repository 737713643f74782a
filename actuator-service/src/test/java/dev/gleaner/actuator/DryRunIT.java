package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.approve;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.json;
import static dev.gleaner.actuator.support.Console.proposal;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.SecuredProfile;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nobody configured that it may act. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(SecuredProfile.class)
class DryRunIT {

    AwsProxy aws;

    private final Fleet fleet = new Fleet();

    @Test
    void shouldSayWhatItWouldDoAndNotDoIt() {
        Arn arn = fleet.idle(Map.of());
        Finding finding = Records.sendConfirmed(Findings.idle(arn));
        String plan = awaitPlan(finding.id());
        assertThat(proposal(finding.id()).path("dryRun").asBoolean()).isTrue();

        JsonNode outcome = json(approve(finding.id(), plan));

        assertThat(outcome.path("dryRun").asBoolean()).isTrue();
        JsonNode action = awaitAction(outcome.path("action").asText(), "dry-run");
        assertThat(action.path("reason").asText()).contains("ec2:StopInstances").contains(arn.id());
        assertThat(fleet.state(arn)).isEqualTo("running");
        assertThat(aws.calls("StopInstances")).isEmpty();
    }

    @Test
    void shouldStillSayWhatIsAgainstIt() {
        Finding finding = Records.sendConfirmed(Findings.idle(fleet.idle(Map.of("gleaner:protected", "true"))));

        JsonNode outcome = json(approve(finding.id(), awaitPlan(finding.id())));

        awaitAction(outcome.path("action").asText(), "refused");
    }
}
