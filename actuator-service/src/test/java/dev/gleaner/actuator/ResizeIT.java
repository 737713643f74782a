package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.approve;
import static dev.gleaner.actuator.support.Console.approved;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.proposal;
import static dev.gleaner.actuator.support.Console.undo;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.AwsCalls;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Another size for an instance, what comes of it, and the way back. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class ResizeIT {

    private static final int ATTEMPTS = 5;
    private static final String NO_CAPACITY = "<Response><Errors><Error><Code>InsufficientInstanceCapacity</Code>"
            + "<Message>none left</Message></Error></Errors><RequestID>r</RequestID></Response>";

    AwsProxy aws;

    private final Fleet fleet = new Fleet();

    @Test
    void shouldGiveAnInstanceAnotherSizeAndTheOldOneBack() {
        Arn arn = fleet.instance(Map.of());
        Finding finding = sent(arn, "m5.large");
        String plan = awaitPlan(finding.id());
        JsonNode change = proposal(finding.id()).path("changes").get(0);
        assertThat(change.at("/before/instanceType").asText()).isEqualTo("m5.xlarge");
        assertThat(change.at("/after/instanceType").asText()).isEqualTo("m5.large");
        assertThat(proposal(finding.id()).at("/lost/0/parts").toString()).contains("capacity", "while it is stopped");

        String resize = approved(finding.id(), plan);

        awaitAction(resize, "observed");
        assertThat(fleet.type(arn)).isEqualTo("m5.large");
        assertThat(fleet.state(arn)).isEqualTo("running");
        assertThat(AwsCalls.count(aws, "ModifyInstanceAttribute", arn)).isOne();

        fleet.lately(arn, 9, 80);
        assertThat(awaitAction(undo(resize), "refused").path("reason").asText()).contains("still works");
        assertThat(AwsCalls.count(aws, "StopInstances", arn)).isOne();

        fleet.lately(arn, 2, 1);
        awaitAction(undo(resize), "observed");
        awaitAction(resize, "undone");
        assertThat(fleet.type(arn)).isEqualTo("m5.xlarge");
        assertThat(fleet.state(arn)).isEqualTo("running");
    }

    /**
     * aws-solutions/instance-scheduler-on-aws#321, cloud-custodian/cloud-custodian#463: there was no capacity for the start,
     * and what had run stayed stopped.
     */
    @Test
    void shouldGiveTheOldSizeBackWhenThereIsNoCapacityForTheNewOne() throws SQLException {
        Arn arn = fleet.instance(Map.of());
        Finding finding = sent(arn, "m5.large");
        String plan = awaitPlan(finding.id());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            aws.answerNext("StartInstances", 400, NO_CAPACITY);
        }

        String resize = approved(finding.id(), plan);

        JsonNode undone = awaitAction(resize, "undone");
        assertThat(fleet.type(arn)).isEqualTo("m5.xlarge");
        assertThat(fleet.state(arn)).isEqualTo("running");
        assertThat(undone.path("reason").asText())
                .contains("InsufficientInstanceCapacity")
                .contains("the instance is stopped");
        assertThat(Sql.ask("select name || ' ' || state from action where undo_of = '" + resize + "'"))
                .isEqualTo("restore-size observed");
    }

    @Test
    void shouldNotStopForATypeThatEc2DoesNotKnow() {
        Arn arn = fleet.instance(Map.of());
        Finding finding = sent(arn, "m5.nosuch");

        String resize = approved(finding.id(), awaitPlan(finding.id()));

        assertThat(awaitAction(resize, "failed").path("reason").asText()).contains("InvalidInstanceType");
        assertThat(AwsCalls.count(aws, "StopInstances", arn)).isZero();
        assertThat(fleet.state(arn)).isEqualTo("running");
    }

    @Test
    void shouldNotStopForTheSameSize() {
        Arn arn = fleet.instance(Map.of());
        Finding finding = sent(arn, "m5.xlarge");

        HttpResponse<String> answer = approve(finding.id(), awaitPlan(finding.id()));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("m5.xlarge already");
        assertThat(AwsCalls.count(aws, "StopInstances", arn)).isZero();
    }

    private static Finding sent(Arn arn, String type) {
        return Records.sendConfirmed(Findings.with(arn, "resize-instance", Map.of("instanceType", type)));
    }
}
