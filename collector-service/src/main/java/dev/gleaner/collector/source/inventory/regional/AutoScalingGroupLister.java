package dev.gleaner.collector.source.inventory.regional;

import static dev.gleaner.collector.source.inventory.SdkValues.textOrEmpty;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.fleet.ScalingGroupRegistry;
import dev.gleaner.collector.source.inventory.ControllerTags;
import dev.gleaner.collector.source.inventory.RegionListing;
import dev.gleaner.collector.source.inventory.SdkValues;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.ScalingGroup;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.service.aws.SdkJsonMapper;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingGroupsResponse;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.TagDescription;

/** Lists Auto Scaling groups with their sizes. */
record AutoScalingGroupLister(RateLimitedAwsClients aws, ScalingGroupRegistry registry)
        implements RegionalResourceLister {

    /** Page limit of EC2 Auto Scaling. */
    private static final int PAGE = 100;

    @Override
    public String source() {
        return "inventory-scaling-groups";
    }

    @Override
    public String api() {
        return "autoscaling:DescribeAutoScalingGroups";
    }

    /** Checkpoints are those of the group that launched the instance. */
    @Override
    public boolean isNeededByTrail() {
        return true;
    }

    @Override
    public List<Signal> list(AwsAccountRegion awsAccountRegion, RegionListing listing) {
        List<AutoScalingGroup> groups = AwsPaginator.readAll(
                token -> aws.autoScaling(awsAccountRegion)
                        .describeAutoScalingGroups(
                                request -> request.maxRecords(PAGE).nextToken(token)),
                DescribeAutoScalingGroupsResponse::nextToken,
                DescribeAutoScalingGroupsResponse::autoScalingGroups);
        registry.replace(
                listing.account(),
                listing.region(),
                groups.stream()
                        .map(group -> new ScalingGroupRegistry.Group(
                                Arn.parse(group.autoScalingGroupARN()), group.autoScalingGroupName()))
                        .toList());
        return groups.stream().map(group -> signal(listing, group)).toList();
    }

    static Signal signal(RegionListing listing, AutoScalingGroup group) {
        Map<String, String> tags = SdkValues.tags(group.tags(), TagDescription::key, TagDescription::value);
        Inventory.Builder inventory = Inventory.newBuilder()
                // The only status is that of a group being deleted.
                .setState(textOrEmpty(group.status()))
                .putAllTags(tags)
                .setOwner(ControllerTags.fromTags(tags))
                .setScalingGroup(sizes(group));
        if (group.createdTime() != null) {
            inventory.setCreated(group.createdTime().toEpochMilli());
        }
        return listing.signal(Arn.parse(group.autoScalingGroupARN()), inventory.build());
    }

    private static ScalingGroup sizes(AutoScalingGroup group) {
        ScalingGroup.Builder sizes = ScalingGroup.newBuilder()
                .setMinimum(group.minSize())
                .setMaximum(group.maxSize())
                .setDesired(group.desiredCapacity())
                .addAllInstances(group.instances().stream()
                        .map(Instance::instanceId)
                        .sorted()
                        .toList());
        if (group.mixedInstancesPolicy() != null) {
            sizes.setMixedInstancesDocument(Json.text(SdkJsonMapper.tree(group.mixedInstancesPolicy())));
        }
        return sizes.build();
    }
}
