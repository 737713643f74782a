package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.approved;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A resource of an account that is entered by a role: our own credentials show nothing of it. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class OtherAccountIT {

    AwsProxy aws;

    private final Fleet fleet = Fleet.ofAccount(ActingProfile.OTHER_ACCOUNT);

    @Test
    void shouldActInAnotherAccountInItsRole() {
        Arn arn = fleet.idle(Map.of());
        Finding finding = Records.sendConfirmed(Findings.idle(arn));

        awaitAction(approved(finding.id(), awaitPlan(finding.id())), "observed");

        assertThat(fleet.state(arn)).isEqualTo("stopped");
        assertThat(aws.calls("AssumeRole"))
                .isNotEmpty()
                .allMatch(call -> call.body().contains("ExternalId=" + ActingProfile.EXTERNAL_ID));
    }
}
