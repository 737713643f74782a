package dev.gleaner.collector.source.inventory.regional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;

class AutoScalingGroupListerTest {

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
        return AutoScalingGroupLister.signal(Listings.of("inventory-scaling-groups"), group);
    }
}
