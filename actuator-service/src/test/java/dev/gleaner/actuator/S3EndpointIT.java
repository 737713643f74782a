package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.proposal;
import static dev.gleaner.actuator.support.Console.undo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.actuator.execution.DeadWorker;
import dev.gleaner.actuator.execution.SecondWorker;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.AwsCalls;
import dev.gleaner.actuator.support.Console;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Logged;
import dev.gleaner.actuator.support.Network;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Tag;

/** A yes to a gateway endpoint, what comes of it, and the way back. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class S3EndpointIT {

    private static final Duration SOON = Duration.ofMinutes(2);

    AwsProxy aws;

    @Inject
    SecondWorker second;

    private final Network network = new Network();

    @Test
    void shouldMakeAnEndpointInAllRouteTablesAndDeleteThatOneAgain() {
        Arn vpc = network.vpc();
        Finding finding = sent(vpc);
        String action = approvedByTwo(finding, awaitPlan(finding.id()));

        awaitAction(action, "observed");
        assertThat(network.endpoints(vpc)).singleElement().satisfies(endpoint -> {
            assertThat(endpoint.routeTableIds()).hasSize(1);
            assertThat(endpoint.tags())
                    .contains(Tag.builder().key("gleaner:action").value(action).build());
        });
        assertThat(creations(vpc)).isOne();
        network.endpoint(network.vpc());

        String undo = undo(action);

        awaitAction(undo, "observed");
        assertThat(network.endpoints(vpc)).isEmpty();
    }

    @Test
    void shouldLeaveAloneWhatIsProtected() {
        Arn vpc = network.vpc();
        network.tag(vpc, "gleaner:protected", "true");
        Finding finding = sent(vpc);

        assertThat(refused(finding, awaitPlan(finding.id()))).contains("protects");
        assertThat(creations(vpc)).isZero();
    }

    @Test
    void shouldMakeNoSecondEndpointWhereSomebodyMadeOneMeanwhile() {
        Arn vpc = network.vpc();
        Finding finding = sent(vpc);
        String plan = awaitPlan(finding.id());
        network.endpoint(vpc);

        assertThat(refused(finding, plan)).contains("changed since the plan");
        assertThat(creations(vpc)).isZero();
        await().atMost(SOON)
                .until(() -> proposal(finding.id()).path("problem").asText().contains("endpoint for S3 already"));
    }

    /** preloop/preloop#517: gone after the effect, before it was written down. */
    @Test
    void shouldMakeOneEndpointWhenAWorkerDiedBetweenCallAndRecord() throws Exception {
        Arn vpc = network.vpc();
        Finding finding = sent(vpc);
        String plan = awaitPlan(finding.id());
        AwsProxy.Held held = aws.holdNext("CreateVpcEndpoint", AwsProxy.Moment.AFTER);
        try (Logged logged = new Logged(Level.INFO)) {
            String action = approvedByTwo(finding, plan);
            assertThat(held.awaitReached(SOON)).isTrue();
            DeadWorker.held(action);

            second.work("second");

            awaitAction(action, "observed");
            DeadWorker.awaitGivenUp(logged, action);
        }
        held.drop();
        assertThat(creations(vpc)).isOne();
        assertThat(network.endpoints(vpc)).hasSize(1);
    }

    private static String refused(Finding finding, String plan) {
        return awaitAction(approvedByTwo(finding, plan), "refused")
                .path("reason")
                .asText();
    }

    /** One person's approval is not enough, though the remedy claims to be reversible. */
    private static String approvedByTwo(Finding finding, String plan) {
        return Console.approvedByTwo(finding.id(), plan);
    }

    private static Finding sent(Arn vpc) {
        return Records.sendConfirmed(Findings.with(
                Findings.idle(vpc),
                List.of(new Remedy("create-s3-endpoint", Map.of(), true, List.of(), "Lead S3 past the NAT gateway"))));
    }

    private long creations(Arn vpc) {
        return AwsCalls.count(aws, "CreateVpcEndpoint", vpc);
    }
}
