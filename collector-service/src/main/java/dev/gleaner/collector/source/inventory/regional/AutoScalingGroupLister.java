package dev.gleaner.collector.source.inventory.regional;

import static dev.gleaner.collector.aws.SdkValues.textOrEmpty;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.aws.SdkValues;
import dev.gleaner.collector.fleet.InstanceLaunchRegistry;
import dev.gleaner.collector.fleet.ScalingGroupRegistry;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.CapacityUnit;
import dev.gleaner.contracts.resource.ResourceController;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.ScalingGroup;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.service.aws.SdkJsonMapper;
import io.quarkus.logging.Log;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awssdk.services.autoscaling.AutoScalingAsyncClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingGroupsResponse;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateOverrides;
import software.amazon.awssdk.services.autoscaling.model.MixedInstancesPolicy;
import software.amazon.awssdk.services.autoscaling.model.SuspendedProcess;
import software.amazon.awssdk.services.autoscaling.model.TagDescription;

/** Lists Auto Scaling groups with their sizes, what changes these, and as what their instances were launched. */
record AutoScalingGroupLister(
        RateLimitedAwsClients aws, SourceMeters meters, ScalingGroupRegistry registry, InstanceLaunchRegistry launches)
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
        List<AutoScalingGroup> groups = identified(
                AwsPaginator.readAll(
                        token -> aws.client(
                                        AutoScalingAsyncClient.class, AutoScalingAsyncClient::builder, awsAccountRegion)
                                .describeAutoScalingGroups(
                                        request -> request.maxRecords(PAGE).nextToken(token)),
                        DescribeAutoScalingGroupsResponse::nextToken,
                        DescribeAutoScalingGroupsResponse::autoScalingGroups),
                listing.region());
        registry.replace(
                listing.account(),
                listing.region(),
                groups.stream()
                        .map(group -> new ScalingGroupRegistry.Group(
                                Arn.parse(group.autoScalingGroupARN()), group.autoScalingGroupName()))
                        .toList());
        ScalingGroupDetailReader.GroupDetails details = new ScalingGroupDetailReader(
                        aws, launches, new AccessDeniedRecorder(source(), meters::unavailable))
                .read(awsAccountRegion, listing.account(), groups);
        return groups.stream().map(group -> signal(listing, group, details)).toList();
    }

    /** Leaves out groups without a name or an ARN, so that the others are known. AWS gives both to each. */
    static List<AutoScalingGroup> identified(List<AutoScalingGroup> groups, String region) {
        List<AutoScalingGroup> identified = groups.stream()
                .filter(group -> group.autoScalingGroupName() != null && group.autoScalingGroupARN() != null)
                .toList();
        if (identified.size() < groups.size()) {
            Log.warnf(
                    "%d of %d Auto Scaling groups of %s have no name or no ARN, and are left out",
                    groups.size() - identified.size(), groups.size(), region);
        }
        return identified;
    }

    static Signal signal(RegionListing listing, AutoScalingGroup group, ScalingGroupDetailReader.GroupDetails details) {
        Map<String, String> tags = SdkValues.tags(group.tags(), TagDescription::key, TagDescription::value);
        Inventory.Builder inventory = Inventory.newBuilder()
                // The only status is that of a group being deleted.
                .setState(textOrEmpty(group.status()))
                .putAllTags(tags)
                .setOwner(ResourceController.owner(tags))
                .setScalingGroup(sizes(group, details));
        if (group.createdTime() != null) {
            inventory.setCreated(group.createdTime().toEpochMilli());
        }
        return listing.signal(Arn.parse(group.autoScalingGroupARN()), inventory.build());
    }

    private static ScalingGroup sizes(AutoScalingGroup group, ScalingGroupDetailReader.GroupDetails details) {
        ScalingGroup.Builder sizes = ScalingGroup.newBuilder()
                .setMinimum(group.minSize())
                .setMaximum(group.maxSize())
                .setDesired(group.desiredCapacity())
                .addAllInstances(group.instances().stream()
                        .map(Instance::instanceId)
                        .sorted()
                        .toList())
                .addAllLaunches(details.launched(group))
                .setZones(group.availabilityZones().size())
                .setCapacityUnit(CapacityUnit.of(group.desiredCapacityType(), weights(group)))
                .addAllSuspendedProcesses(group.suspendedProcesses().stream()
                        .map(SuspendedProcess::processName)
                        .sorted()
                        .toList());
        String name = textOrEmpty(group.autoScalingGroupName());
        details.policies().ifPresent(policies -> sizes.setScalingPolicies(policies.getOrDefault(name, 0)));
        details.schedules().ifPresent(schedules -> sizes.setScheduledActions(schedules.getOrDefault(name, 0)));
        if (group.mixedInstancesPolicy() != null) {
            sizes.setMixedInstancesDocument(Json.text(SdkJsonMapper.tree(group.mixedInstancesPolicy())));
        }
        return sizes.build();
    }

    private static List<String> weights(AutoScalingGroup group) {
        MixedInstancesPolicy policy = group.mixedInstancesPolicy();
        Stream<String> ofTypes = policy == null || policy.launchTemplate() == null
                ? Stream.of()
                : policy.launchTemplate().overrides().stream().map(LaunchTemplateOverrides::weightedCapacity);
        return Stream.concat(ofTypes, group.instances().stream().map(Instance::weightedCapacity))
                .filter(Objects::nonNull)
                .toList();
    }
}
