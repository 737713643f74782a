package dev.gleaner.collector.listing.kind;

import static dev.gleaner.collector.aws.SdkValues.textOrEmpty;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.aws.SdkValues;
import dev.gleaner.collector.fleet.InstanceLaunchRegistry;
import dev.gleaner.collector.listing.KindListing;
import dev.gleaner.collector.listing.ListedMetrics;
import dev.gleaner.collector.listing.ListedMetricsConfig;
import dev.gleaner.collector.listing.ListedRegion;
import dev.gleaner.collector.listing.ListedResource;
import dev.gleaner.collector.listing.ListingConfig;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.collector.metric.MetricQueryPlan;
import dev.gleaner.collector.metric.MetricTarget;
import dev.gleaner.collector.metric.WantedMetric;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.GroupCapacityUnit;
import dev.gleaner.contracts.resource.ResourceController;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.ScalingGroup;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.service.aws.SdkJsonMapper;
import io.quarkus.logging.Log;
import io.smallrye.config.ConfigMapping;
import jakarta.inject.Singleton;
import java.time.Duration;
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
@Singleton
public record ScalingGroupListing(
        RateLimitedAwsClients aws, InstanceLaunchRegistry launches, Config config, MetricsConfig metricsConfig)
        implements KindListing {

    /** Of all instances of a group together. Source: Amazon EC2 User Guide, "CloudWatch metrics that are available for your instances". */
    private static final WantedMetric GROUP_CPU = WantedMetric.of("AWS/EC2", "CPUUtilization", "Percent", "Average");

    /** Source: Amazon EC2 Auto Scaling User Guide, "Amazon CloudWatch metrics for Amazon EC2 Auto Scaling". */
    private static final WantedMetric GROUP_INSTANCES =
            WantedMetric.of("AWS/AutoScaling", "GroupInServiceInstances", "None", "Maximum");

    /**
     * The mean load of the instances of an Auto Scaling group, and how many are in service. CloudWatch has the number only of groups whose
     * metrics are enabled. Five minutes, as the mean of an hour hides peaks.
     */
    public static final MetricQueryPlan PLAN =
            MetricQueryPlan.of("get-metric-data-scaling-groups", Duration.ofMinutes(5), GROUP_CPU, GROUP_INSTANCES);

    /** Page limit of EC2 Auto Scaling. */
    private static final int PAGE = 100;

    @Override
    public ListingCall listingCall() {
        return new ListingCall(ResourceKind.AUTO_SCALING_GROUP, "autoscaling:DescribeAutoScalingGroups");
    }

    /** Checkpoints are those of the group that launched the instance. */
    @Override
    public boolean isNeededByTrail() {
        return true;
    }

    @Override
    public ListedRegion list(AwsAccountRegion awsAccountRegion, RegionListing listing, AccessDeniedRecorder denied) {
        List<AutoScalingGroup> groups = identified(
                AwsPaginator.readAll(
                        token -> aws.client(
                                        AutoScalingAsyncClient.class, AutoScalingAsyncClient::builder, awsAccountRegion)
                                .describeAutoScalingGroups(
                                        request -> request.maxRecords(PAGE).nextToken(token)),
                        DescribeAutoScalingGroupsResponse::nextToken,
                        DescribeAutoScalingGroupsResponse::autoScalingGroups),
                listing.region());
        ScalingGroupDetailReader.GroupDetails details =
                new ScalingGroupDetailReader(aws, launches, denied).read(awsAccountRegion, listing.account(), groups);
        return ListedRegion.of(groups.stream()
                        .map(group -> signal(listing, group, details))
                        .toList())
                .with(
                        NamedGroup.class,
                        groups.stream()
                                .map(group -> new NamedGroup(
                                        Arn.parse(group.autoScalingGroupARN()), group.autoScalingGroupName()))
                                .toList());
    }

    @Override
    public List<ListedMetrics<?>> metrics() {
        return List.of(
                new ListedMetrics<>(PLAN, metricsConfig, NamedGroup.class, group -> Stream.of(group.metricTarget())));
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
                .setCapacityUnit(GroupCapacityUnit.of(group.desiredCapacityType(), weights(group)))
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

    /**
     * An Auto Scaling group.
     *
     * @param arn which has more in it than the name
     * @param id its name, which is unique in its region and account
     */
    public record NamedGroup(Arn arn, String id) implements ListedResource {

        /** What its metrics are requested of. */
        public MetricTarget metricTarget() {
            return MetricTarget.of(id, arn, Map.of("AutoScalingGroupName", id));
        }
    }

    /** Auto Scaling groups. */
    @ConfigMapping(prefix = "collector.inventory.scaling-groups")
    public interface Config extends ListingConfig {}

    /** The load of the instances of each Auto Scaling group, and their number. */
    @ConfigMapping(prefix = "collector.get-metric-data.scaling-groups")
    public interface MetricsConfig extends ListedMetricsConfig {}
}
