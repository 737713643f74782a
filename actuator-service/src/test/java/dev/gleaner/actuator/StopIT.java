package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.approve;
import static dev.gleaner.actuator.support.Console.approved;
import static dev.gleaner.actuator.support.Console.auditKinds;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.json;
import static dev.gleaner.actuator.support.Console.verify;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.AwsProxy;
import dev.gleaner.test.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A yes, and what comes of it. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class StopIT {

    AwsProxy aws;

    private final Fleet fleet = new Fleet();

    @Test
    void shouldStopAnIdleInstanceThatAPersonApproved() {
        Arn arn = fleet.idle(Map.of());
        Finding finding = Findings.idle(arn);
        Records.sendConfirmed(finding);

        String action = approved(finding.id(), awaitPlan(finding.id()));

        JsonNode observed = awaitAction(action, "observed");
        assertThat(observed.path("decidedBy").asText()).isEqualTo("anna");
        assertThat(fleet.state(arn)).isEqualTo("stopped");
        assertThat(stops(arn)).isOne();
        assertThat(auditKinds(finding.id()))
                .containsExactly("finding-seen", "proposed", "decided", "claimed", "intent", "called", "observed");
        assertThat(verify().path("intact").asBoolean()).isTrue();
    }

    @Test
    void shouldGiveTheSameActionForTheSameDecision() {
        Arn arn = fleet.idle(Map.of());
        Finding finding = Findings.idle(arn);
        Records.sendConfirmed(finding);
        String plan = awaitPlan(finding.id());
        String action = approved(finding.id(), plan);

        assertThat(approved(finding.id(), plan)).isEqualTo(action);
        awaitAction(action, "observed");
        assertThat(json(approve(finding.id(), plan)).path("state").asText()).isEqualTo("observed");

        assertThat(stops(arn)).isOne();
    }

    private long stops(Arn arn) {
        return aws.calls("StopInstances").stream()
                .filter(call -> call.body().contains(arn.id()))
                .count();
    }
}
