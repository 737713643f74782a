package dev.gleaner.collector.listing.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.fleet.InstanceLaunchRegistry;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.ScalingGroup;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;

class ScalingGroupListingTest {

    private static final String ARN =
            "arn:aws:autoscaling:eu-west-3:111122223333:autoScalingGroup:u-1:autoScalingGroupName/train/gpu";
    private static final Instant CREATED = Instant.parse("2026-01-05T08:00:00Z");

    @Test
    void shouldTellWhatAGroupWantsAndHas() {
        Signal signal =
                signal(group().instances(instance -> instance.instanceId("i-2"), instance -> instance.instanceId("i-1"))
                        .tags(
                                tag -> tag.key("team").value("vision"),
                                tag -> tag.key("aws:cloudformation:stack-name").value("training"))
                        .build());

        assertThat(signal.getResource()).isEqualTo(ARN);
        Inventory group = signal.getInventory();
        assertThat(group.getScalingGroup().getMinimum()).isEqualTo(0);
        assertThat(group.getScalingGroup().getMaximum()).isEqualTo(8);
        assertThat(group.getScalingGroup().getDesired()).isEqualTo(2);
        assertThat(group.getScalingGroup().getInstancesList()).containsExactly("i-1", "i-2");
        assertThat(group.getScalingGroup().hasMixedInstancesDocument()).isFalse();
        assertThat(group.getTagsMap()).containsEntry("team", "vision");
        assertThat(group.getOwner()).isEqualTo("cloudformation:training");
        assertThat(group.getCreated()).isEqualTo(CREATED.toEpochMilli());
        assertThat(group.getState()).isEmpty();
    }

    /** One answer that lacks a field does not end what is known of the others. */
    @Test
    void shouldLeaveOutGroupsThatAreNotIdentified() {
        AutoScalingGroup group = group().autoScalingGroupName("train/gpu").build();

        assertThat(ScalingGroupListing.identified(
                        List.of(
                                group.toBuilder().autoScalingGroupName(null).build(),
                                group,
                                group.toBuilder().autoScalingGroupARN(null).build()),
                        "eu-west-3"))
                .containsExactly(group);
    }

    @Test
    void shouldTellThePolicyOfMixedInstances() {
        Inventory group = signal(group().status("Delete in progress")
                        .mixedInstancesPolicy(policy -> policy.launchTemplate(
                                        template -> template.overrides(override -> override.instanceType("g5.xlarge")))
                                .instancesDistribution(distribution -> distribution.onDemandBaseCapacity(1)))
                        .build())
                .getInventory();

        assertThat(group.getState()).isEqualTo("Delete in progress");
        assertThat(group.getScalingGroup().getMixedInstancesDocument())
                .contains("\"OnDemandBaseCapacity\":1")
                .contains("\"InstanceType\":\"g5.xlarge\"");
    }

    @Test
    void shouldTellWhatChangesTheSizeAndAsWhatTheInstancesWereLaunched() {
        ScalingGroupDetailReader.GroupDetails details = new ScalingGroupDetailReader.GroupDetails(
                Optional.of(Map.of("train/gpu", 2, "other", 1)),
                Optional.of(Map.of()),
                Map.of("i-1", launch("i-1", ""), "i-2", launch("i-2", ""), "i-3", launch("i-3", "spot")));
        AutoScalingGroup shown = group().instances(
                        instance -> instance.instanceId("i-3"),
                        instance -> instance.instanceId("i-1"),
                        instance -> instance.instanceId("i-2"),
                        instance -> instance.instanceId("i-new"))
                .availabilityZones("eu-west-3a", "eu-west-3b")
                .suspendedProcesses(process -> process.processName("Terminate"))
                .build();

        ScalingGroup group = ScalingGroupListing.signal(Listings.of("inventory-scaling-groups"), shown, details)
                .getInventory()
                .getScalingGroup();

        assertThat(group.getScalingPolicies()).isEqualTo(2);
        assertThat(group.hasScheduledActions()).isTrue();
        assertThat(group.getScheduledActions()).isZero();
        assertThat(group.getZones()).isEqualTo(2);
        assertThat(group.getSuspendedProcessesList()).containsExactly("Terminate");
        assertThat(group.getLaunchesList())
                .extracting(launch -> launch.getType() + " " + launch.getMarket() + " " + launch.getCount())
                .containsExactly("m5.large  2", "m5.large spot 1");
    }

    @Test
    void shouldTellInWhatTheCapacityIsCounted() {
        assertThat(unit(group())).isEqualTo("instance");
        assertThat(unit(group().desiredCapacityType("units")
                        .mixedInstancesPolicy(policy -> policy.launchTemplate(
                                template -> template.overrides(override -> override.instanceType("g5.xlarge"))))))
                .isEqualTo("instance");
        assertThat(unit(group().desiredCapacityType("vcpu"))).isEqualTo("vcpu");
        assertThat(unit(group().mixedInstancesPolicy(policy -> policy.launchTemplate(template -> template.overrides(
                        override -> override.instanceType("g5.xlarge").weightedCapacity("1"),
                        override -> override.instanceType("g5.16xlarge").weightedCapacity("16"))))))
                .isEqualTo("weight");
        // An instance keeps its weight when its type is removed from the policy.
        assertThat(unit(group().instances(instance -> instance.instanceId("i-1").weightedCapacity("16"))))
                .isEqualTo("weight");
    }

    private static String unit(AutoScalingGroup.Builder group) {
        return signal(group.build()).getInventory().getScalingGroup().getCapacityUnit();
    }

    /** What could not be read is absent, not zero. */
    @Test
    void shouldNotTellWhatCouldNotBeRead() {
        ScalingGroup group = signal(group().build()).getInventory().getScalingGroup();

        assertThat(group.hasScalingPolicies()).isFalse();
        assertThat(group.hasScheduledActions()).isFalse();
        assertThat(group.getLaunchesList()).isEmpty();
    }

    private static InstanceLaunchRegistry.Launch launch(String id, String market) {
        return new InstanceLaunchRegistry.Launch(
                Arn.instance("eu-west-3", "111122223333", id),
                "train/gpu",
                "m5.large",
                market,
                "Linux/UNIX",
                "default");
    }

    private static AutoScalingGroup.Builder group() {
        return AutoScalingGroup.builder()
                .autoScalingGroupName("train/gpu")
                .autoScalingGroupARN(ARN)
                .minSize(0)
                .maxSize(8)
                .desiredCapacity(2)
                .createdTime(CREATED);
    }

    private static Signal signal(AutoScalingGroup group) {
        return ScalingGroupListing.signal(
                Listings.of("inventory-scaling-groups"), group, ScalingGroupDetailReader.GroupDetails.UNKNOWN);
    }
}
