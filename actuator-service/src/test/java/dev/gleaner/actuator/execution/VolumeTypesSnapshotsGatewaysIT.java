package dev.gleaner.actuator.execution;

import static dev.gleaner.actuator.support.Console.approve;
import static dev.gleaner.actuator.support.Console.as;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.decide;
import static dev.gleaner.actuator.support.Console.json;
import static dev.gleaner.actuator.support.Console.proposal;
import static dev.gleaner.actuator.support.Console.undo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.AwsCalls;
import dev.gleaner.actuator.support.Console;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Leftovers;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Volume;

/** A yes to a change of a volume, and to the deletion of a snapshot or a NAT gateway, and the way back. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class VolumeTypesSnapshotsGatewaysIT {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Map<String, String> GP3 = Map.of("type", "gp3", "iops", "4000", "throughput", "250");

    AwsProxy aws;

    private final Leftovers leftovers = new Leftovers();

    @Test
    void shouldChangeAVolumeInUseAndGiveItItsTypeBackAfterSixHours() throws Exception {
        Arn volume = leftovers.gp2Volume(new Fleet().instance(Map.of()));
        String action = approved(sent(volume, "modify-volume", GP3));

        awaitAction(action, "observed");
        Volume changed = leftovers.volumes(volume).get(0);
        assertThat(changed.volumeTypeAsString()).isEqualTo("gp3");
        assertThat(changed.iops()).isEqualTo(4000);
        assertThat(changed.throughput()).isEqualTo(250);
        assertThat(changed.size()).isEqualTo(100);

        String undo = undo(action);
        await().atMost(SOON)
                .until(() -> json(as("viewer-token").get("/api/actions/" + undo))
                        .path("reason")
                        .asText()
                        .contains("6 hours after the last one"));
        assertThat(Sql.ask("select state || ' ' || (not_before > now() + interval '5 hours') from action where id = '"
                        + undo + "'"))
                .isEqualTo("claimed true");

        leftovers.setModified(volume, Instant.now().minus(Duration.ofHours(7)));
        Sql.run("update action set not_before = now() where id = '" + undo + "'");
        awaitAction(undo, "observed");
        assertThat(leftovers.volumes(volume).get(0).volumeTypeAsString()).isEqualTo("gp2");
        assertThat(AwsCalls.count(aws, "ModifyVolume", volume)).isEqualTo(2);
    }

    @Test
    void shouldNotChangeAVolumeThatSomebodyModifiedInTheLastSixHours() {
        Arn volume = leftovers.volume();
        leftovers.modify(volume, 5000, 200);
        String action = approved(sent(volume, "modify-volume", Map.of("type", "gp3")));

        assertThat(awaitAction(action, "refused").path("reason").asText()).contains("6 hours after the last one");
        assertThat(AwsCalls.count(aws, "ModifyVolume", volume)).isZero();
    }

    /** The same volume can't be deleted while it is in use, and can be changed. */
    @Test
    void shouldOfferForAVolumeInUseWhatIsPossibleOnly() {
        Arn volume = leftovers.gp2Volume(new Fleet().instance(Map.of()));
        Finding finding = Records.sendConfirmed(Findings.with(
                Findings.idle(volume),
                List.of(remedy("snapshot-and-delete-volume", Map.of()), remedy("modify-volume", GP3))));
        String plan = awaitPlan(finding.id());

        assertThat(approve(finding.id(), plan).statusCode()).isEqualTo(409);
        assertThat(decide("approver-token", finding.id(), Map.of("decision", "approve", "remedy", 1, "plan", plan))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void shouldDeleteASnapshotIntoTheRecycleBinAndRestoreIt() throws Exception {
        Arn snapshot = leftovers.snapshot();
        String action = approvedByTwo(sent(snapshot, "delete-snapshot", Map.of()));

        awaitTheMinute(action);
        assertThat(leftovers.isSnapshotShown(snapshot)).isTrue();
        Sql.run("update action set not_before = now() where id = '" + action + "'");
        awaitAction(action, "observed");
        assertThat(leftovers.isSnapshotShown(snapshot)).isFalse();
        assertThat(leftovers.isSnapshotRecycled(snapshot)).isTrue();
        assertThat(AwsCalls.count(aws, "CreateTags", snapshot)).isOne();

        awaitAction(undo(action), "observed");
        assertThat(leftovers.isSnapshotShown(snapshot)).isTrue();
        assertThat(leftovers.isSnapshotRecycled(snapshot)).isFalse();
    }

    @Test
    void shouldCreateOneRetentionRuleForAllSnapshotsOfARegion() throws Exception {
        for (int i = 0; i < 2; i++) {
            Arn snapshot = leftovers.snapshot();
            String action = approvedByTwo(sent(snapshot, "delete-snapshot", Map.of()));
            awaitTheMinute(action);
            Sql.run("update action set not_before = now() where id = '" + action + "'");
            awaitAction(action, "observed");
        }

        assertThat(leftovers.retentionRules()).isOne();
    }

    /** Between rule and deletion: the minute is over, and an image uses it by now. */
    @Test
    void shouldNotDeleteASnapshotThatAnImageUsesByNow() throws Exception {
        Arn snapshot = leftovers.snapshot();
        String action = approvedByTwo(sent(snapshot, "delete-snapshot", Map.of()));
        awaitTheMinute(action);
        String image = leftovers.image(snapshot);
        Sql.run("update action set not_before = now() where id = '" + action + "'");

        assertThat(awaitAction(action, "undone").path("reason").asText()).contains("used by " + image);
        assertThat(leftovers.isSnapshotShown(snapshot)).isTrue();
        assertThat(AwsCalls.count(aws, "DeleteSnapshot", snapshot)).isZero();
    }

    @Test
    void shouldDeleteANatGatewayAndLetItsRoutesLeadToAnotherOne() {
        Arn gateway = leftovers.natGateway();
        leftovers.natTraffic(gateway, 0);
        String action = approvedByTwo(sent(gateway, "delete-nat-gateway", Map.of()));

        awaitAction(action, "observed");
        assertThat(leftovers.natGateway(gateway.id()).stateAsString()).isEqualTo("deleted");
        assertThat(leftovers.routedGateways(gateway)).containsExactly(gateway.id());

        awaitAction(undo(action), "observed");
        assertThat(leftovers.routedGateways(gateway)).singleElement().satisfies(other -> {
            assertThat(other).isNotEqualTo(gateway.id());
            assertThat(leftovers.natGateway(other).subnetId())
                    .isEqualTo(leftovers.natGateway(gateway.id()).subnetId());
            assertThat(leftovers.natGateway(other).natGatewayAddresses().get(0).allocationId())
                    .isEqualTo(leftovers
                            .natGateway(gateway.id())
                            .natGatewayAddresses()
                            .get(0)
                            .allocationId());
        });
    }

    /** Its addresses stay allocated, and look forgotten a week later. */
    @Test
    void shouldSayThatTheReleaseOfItsAddressTakesAwayTheUndo() {
        Arn gateway = leftovers.natGateway();
        leftovers.natTraffic(gateway, 0);
        Arn address = Arn.parse("arn:aws:ec2:" + gateway.region() + ":" + gateway.account() + ":elastic-ip/"
                + leftovers
                        .natGateway(gateway.id())
                        .natGatewayAddresses()
                        .get(0)
                        .allocationId());
        Finding idle = sent(gateway, "delete-nat-gateway", Map.of());
        awaitPlan(idle.id());
        assertThat(json(Console.get("/api/findings/" + idle.id()))
                        .at("/remedies/0/reversible")
                        .asBoolean(true))
                .as("whatever the remedy states")
                .isFalse();
        String action = approvedByTwo(idle);
        awaitAction(action, "observed");
        Finding released = sent(address, "release-address", Map.of());
        Finding other = sent(leftovers.address(), "release-address", Map.of());
        awaitPlan(released.id());
        awaitPlan(other.id());
        assertThat(lost(other)).singleElement().asString().startsWith("the address itself");
        assertThat(lost(released))
                .hasSize(2)
                .contains("the undo of delete-nat-gateway of " + gateway.id() + " (" + action
                        + "), which needs this address");

        awaitAction(undo(action), "observed");
        assertThat(lost(released)).hasSize(1);
    }

    private static List<String> lost(Finding finding) {
        List<String> parts = new ArrayList<>();
        proposal(finding.id()).at("/lost/0/parts").forEach(part -> parts.add(part.asText()));
        return parts;
    }

    @Test
    void shouldNotDeleteANatGatewayThatIsUsedOrOfWhichThatIsNotKnown() {
        Arn used = leftovers.natGateway();
        leftovers.natTraffic(used, 1);
        Arn unknown = leftovers.natGateway();

        assertThat(refusal(used)).contains("days ago, within the last 14 days");
        assertThat(refusal(unknown)).contains("only 0 of the last 24 hours");
        assertThat(AwsCalls.count(aws, "DeleteNatGateway", used) + AwsCalls.count(aws, "DeleteNatGateway", unknown))
                .isZero();
    }

    private String refusal(Arn gateway) {
        String action = approvedByTwo(sent(gateway, "delete-nat-gateway", Map.of()));
        return awaitAction(action, "refused").path("reason").asText();
    }

    /** The rule applies; a minute passes before the deletion. */
    private static void awaitTheMinute(String action) {
        await().atMost(SOON)
                .until(() -> Sql.ask("select count(*) from action where id = '" + action
                                + "' and step = 2 and not_before > now()")
                        .equals("1"));
    }

    private static Finding sent(Arn target, String action, Map<String, String> parameters) {
        return Records.sendConfirmed(Findings.with(Findings.idle(target), List.of(remedy(action, parameters))));
    }

    private static Remedy remedy(String action, Map<String, String> parameters) {
        return new Remedy(action, parameters, true, List.of(), "Do it");
    }

    private static String approved(Finding finding) {
        return Console.approved(finding.id(), awaitPlan(finding.id()));
    }

    private static String approvedByTwo(Finding finding) {
        return Console.approvedByTwo(finding.id(), awaitPlan(finding.id()));
    }
}
