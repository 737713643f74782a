package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.approved;
import static dev.gleaner.actuator.support.Console.as;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tags for an instance that nobody can be charged for. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class TagIT {

    private final Fleet fleet = new Fleet();

    @Test
    void shouldGiveTheTagsThatAreAbsentAndTakeBackThoseThatAreStillOurs() {
        Arn arn = fleet.instance(Map.of("team", "vision"));
        Finding finding =
                Findings.with(arn, "tag-resource", Map.of("team", "speech", "project", "atlas", "cost-center", "cc-1"));
        Records.sendConfirmed(finding);

        String tagged = approved(finding.id(), awaitPlan(finding.id()));

        awaitAction(tagged, "observed");
        assertThat(fleet.tags(arn))
                .isEqualTo(Map.of("environment", "dev", "team", "vision", "project", "atlas", "cost-center", "cc-1"));
        fleet.tag(arn, "project", "apollo");

        String undo = json(as("operator-token").post("/api/actions/" + tagged + "/undo"))
                .path("id")
                .asText();

        awaitAction(undo, "observed");
        assertThat(fleet.tags(arn)).isEqualTo(Map.of("environment", "dev", "team", "vision", "project", "apollo"));
    }
}
