package dev.gleaner.actuator.support;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsStandIn;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.AutoScalingAsyncClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.TagDescription;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsAsyncClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.CapacityReservationInstancePlatform;
import software.amazon.awssdk.services.ec2.model.DomainType;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.rbin.RbinAsyncClient;

/**
 * Volumes, addresses, log groups and Auto Scaling groups in the stand-in. It calls past the proxy, so that nothing of it is
 * counted.
 */
public final class Leftovers {

    private static final String REGION = StandInClients.REGION;
    private static final String ACCOUNT = "123456789012";

    private final Ec2AsyncClient ec2 = StandInClients.shared(Ec2AsyncClient.class, Ec2AsyncClient.builder());
    private final RbinAsyncClient recycleBin = StandInClients.shared(RbinAsyncClient.class, RbinAsyncClient.builder());
    private final CloudWatchLogsAsyncClient logs =
            StandInClients.shared(CloudWatchLogsAsyncClient.class, CloudWatchLogsAsyncClient.builder());
    private final CloudWatchAsyncClient cloudWatch =
            StandInClients.shared(CloudWatchAsyncClient.class, CloudWatchAsyncClient.builder());
    private final AutoScalingAsyncClient autoScaling =
            StandInClients.shared(AutoScalingAsyncClient.class, AutoScalingAsyncClient.builder());

    /** A volume of 100 GiB that nobody has attached. */
    public Arn volume() {
        TagSpecification tags = TagSpecification.builder()
                .resourceType(ResourceType.VOLUME)
                .tags(Tag.builder().key("Name").value("scratch").build())
                .build();
        return ec2("volume/"
                + ec2.createVolume(request -> request.size(100)
                                .volumeType("gp3")
                                .iops(4000)
                                .availabilityZone(REGION + "a")
                                .tagSpecifications(tags))
                        .join()
                        .volumeId());
    }

    /** The volumes with this id, or that stand for it. */
    public List<Volume> volumes(Arn volume) {
        return ec2.describeVolumes().join().volumes().stream()
                .filter(shown -> shown.volumeId().equals(volume.id())
                        || shown.tags().stream().anyMatch(tag -> tag.value().equals(volume.id())))
                .toList();
    }

    public List<Snapshot> snapshots(Arn volume) {
        Filter ofVolume = Filter.builder().name("volume-id").values(volume.id()).build();
        return ec2.describeSnapshots(request -> request.ownerIds("self").filters(ofVolume))
                .join()
                .snapshots();
    }

    /** So many writes to a volume just now, as its metrics tell. */
    public void written(Arn volume, double writes) {
        MetricDatum datum = MetricDatum.builder()
                .metricName("VolumeWriteOps")
                .dimensions(
                        Dimension.builder().name("VolumeId").value(volume.id()).build())
                .timestamp(Instant.now())
                .value(writes)
                .build();
        cloudWatch
                .putMetricData(request -> request.namespace("AWS/EBS").metricData(datum))
                .join();
    }

    public void attach(Arn volume, Arn instance) {
        ec2.attachVolume(request ->
                        request.volumeId(volume.id()).instanceId(instance.id()).device("/dev/sdf"))
                .join();
    }

    /** A gp2 volume that an instance uses. */
    public Arn gp2Volume(Arn instance) {
        Arn volume = ec2("volume/"
                + ec2.createVolume(
                                request -> request.size(100).volumeType("gp2").availabilityZone(REGION + "a"))
                        .join()
                        .volumeId());
        attach(volume, instance);
        return volume;
    }

    /** Somebody else sets the performance of a gp3 volume. */
    public void modify(Arn volume, int iops, int throughput) {
        ec2.modifyVolume(request -> request.volumeId(volume.id())
                        .volumeType("gp3")
                        .iops(iops)
                        .throughput(throughput))
                .join();
    }

    /** The last modification of a volume was at this time. */
    public void setModified(Arn volume, Instant time) {
        AwsStandIn.setPast(List.of(past("modification", volume, time)));
    }

    /** A snapshot that no image uses. */
    public Arn snapshot() {
        Arn volume = volume();
        return ec2("snapshot/"
                + ec2.createSnapshot(request -> request.volumeId(volume.id())
                                // As EC2 describes that of an image, which may be in the Recycle Bin.
                                .description("Created by CreateImage(i-0) for ami-0123456789abcdef0"))
                        .join()
                        .snapshotId());
    }

    public boolean isSnapshotShown(Arn snapshot) {
        return ec2.describeSnapshots(request -> request.ownerIds("self")).join().snapshots().stream()
                .anyMatch(shown -> shown.snapshotId().equals(snapshot.id()));
    }

    public boolean isSnapshotRecycled(Arn snapshot) {
        return ec2.listSnapshotsInRecycleBin(request -> request.snapshotIds(snapshot.id())).join().snapshots().stream()
                .anyMatch(shown -> shown.snapshotId().equals(snapshot.id()));
    }

    /** Number of retention rules of the region for snapshots. */
    public int retentionRules() {
        return recycleBin
                .listRules(request ->
                        request.resourceType(software.amazon.awssdk.services.rbin.model.ResourceType.EBS_SNAPSHOT))
                .join()
                .rules()
                .size();
    }

    /** An image that uses a snapshot. */
    public String image(Arn snapshot) {
        String image = ec2.registerImage(request -> request.name(snapshot.id()).rootDeviceName("/dev/sda1"))
                .join()
                .imageId();
        Map<String, Object> past = past("snapshot", snapshot, Instant.now());
        past.put("image", image);
        AwsStandIn.setPast(List.of(past));
        return image;
    }

    private static Map<String, Object> past(String kind, Arn arn, Instant time) {
        Map<String, Object> past = new TreeMap<>();
        past.put("account", ACCOUNT);
        past.put("region", REGION);
        past.put("kind", kind);
        past.put("id", arn.id());
        past.put("created", time.toEpochMilli());
        return past;
    }

    /** A public NAT gateway to which a route leads. */
    public Arn natGateway() {
        String vpc = ec2.createVpc(request -> request.cidrBlock("10.8.0.0/16"))
                .join()
                .vpc()
                .vpcId();
        String subnet = ec2.createSubnet(request -> request.vpcId(vpc).cidrBlock("10.8.0.0/24"))
                .join()
                .subnet()
                .subnetId();
        String allocation = address().id();
        String gateway = ec2.createNatGateway(
                        request -> request.subnetId(subnet).allocationId(allocation))
                .join()
                .natGateway()
                .natGatewayId();
        String table = ec2.createRouteTable(request -> request.vpcId(vpc))
                .join()
                .routeTable()
                .routeTableId();
        ec2.createRoute(request -> request.routeTableId(table)
                        .destinationCidrBlock("0.0.0.0/0")
                        .natGatewayId(gateway))
                .join();
        return ec2("natgateway/" + gateway);
    }

    /** So many bytes in each hour of the last day, and in this one. */
    public void natTraffic(Arn gateway, double bytes) {
        new HourlyMetric(
                        "AWS/NATGateway",
                        "BytesOutToDestination",
                        List.of(HourlyMetric.dimension("NatGatewayId", gateway.id())))
                .put(cloudWatch, 0, 24, bytes);
    }

    public NatGateway natGateway(String id) {
        return ec2.describeNatGateways(request -> request.natGatewayIds(id)).join().natGateways().stream()
                .filter(shown -> shown.natGatewayId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** The NAT gateways to which routes of its VPC lead. */
    public List<String> routedGateways(Arn gateway) {
        String vpc = natGateway(gateway.id()).vpcId();
        Filter ofVpc = Filter.builder().name("vpc-id").values(vpc).build();
        return ec2.describeRouteTables(request -> request.filters(ofVpc)).join().routeTables().stream()
                .flatMap(table -> table.routes().stream())
                .flatMap(route -> Stream.ofNullable(route.natGatewayId()))
                .toList();
    }

    /** An address that nothing has. */
    public Arn address() {
        return ec2("elastic-ip/"
                + ec2.allocateAddress(request -> request.domain(DomainType.VPC))
                        .join()
                        .allocationId());
    }

    public boolean isAllocated(Arn address) {
        return ec2.describeAddresses().join().addresses().stream()
                .anyMatch(shown -> address.id().equals(shown.allocationId()));
    }

    public void associate(Arn address, Arn instance) {
        ec2.associateAddress(request -> request.allocationId(address.id()).instanceId(instance.id()))
                .join();
    }

    /** A capacity reservation in which nothing runs. */
    public Arn capacityReservation() {
        return ec2("capacity-reservation/"
                + ec2.createCapacityReservation(request -> request.instanceType("m5.large")
                                .instancePlatform(CapacityReservationInstancePlatform.LINUX_UNIX)
                                .availabilityZone(REGION + "a")
                                .instanceCount(2))
                        .join()
                        .capacityReservation()
                        .capacityReservationId());
    }

    public String capacityReservationState(Arn reservation) {
        return ec2.describeCapacityReservations(request -> request.capacityReservationIds(reservation.id()))
                .join()
                .capacityReservations()
                .get(0)
                .stateAsString();
    }

    /** Somebody else cancels it. */
    public void cancelCapacityReservation(Arn reservation) {
        ec2.cancelCapacityReservation(request -> request.capacityReservationId(reservation.id()))
                .join();
    }

    /** A log group that keeps its events for ever. */
    public Arn logGroup() {
        String name = "/aws/lambda/train-" + UUID.randomUUID();
        logs.createLogGroup(request -> request.logGroupName(name).tags(Map.of("team", "vision")))
                .join();
        return new Arn("aws", "logs", REGION, ACCOUNT, "log-group:" + name);
    }

    /** Somebody else sets its retention. */
    public void keep(Arn logGroup, int days) {
        logs.putRetentionPolicy(request -> request.logGroupName(name(logGroup)).retentionInDays(days))
                .join();
    }

    /** Its retention; null for ever. */
    public @Nullable Integer retention(Arn logGroup) {
        return logs.describeLogGroups(request -> request.logGroupNamePrefix(name(logGroup))).join().logGroups().stream()
                .findFirst()
                .map(LogGroup::retentionInDays)
                .orElse(null);
    }

    /** A group without instances that launches by a launch template. */
    public Arn scalingGroup() {
        return scalingGroup("m5.large", 0);
    }

    /** A group that keeps that many instances, up to twice as many, with this CPU use in each hour of the last day. */
    public Arn scalingGroup(int instances, double percent) {
        return scalingGroup("m5.large", instances, percent);
    }

    /** The same of instances of a type. */
    public Arn scalingGroup(String type, int instances, double percent) {
        Arn group = scalingGroup(type, instances);
        measure(group, "AWS/EC2", "CPUUtilization", percent);
        measure(group, "AWS/AutoScaling", "GroupInServiceInstances", instances);
        return group;
    }

    private void measure(Arn group, String namespace, String metric, double value) {
        String name = group(group).autoScalingGroupName();
        new HourlyMetric(namespace, metric, List.of(HourlyMetric.dimension("AutoScalingGroupName", name)))
                .put(cloudWatch, 0, 24, value);
    }

    /** Sets the bounds of a group, as its owner does. */
    public void bound(Arn group, int minimum, int maximum) {
        autoScaling
                .updateAutoScalingGroup(
                        request -> request.autoScalingGroupName(group(group).autoScalingGroupName())
                                .minSize(minimum)
                                .maxSize(maximum))
                .join();
    }

    /** Protects an instance of a group by its tag. */
    public void protect(Arn group) {
        String instance = group(group).instances().get(0).instanceId();
        ec2.createTags(request -> request.resources(instance)
                        .tags(Tag.builder()
                                .key("gleaner:protected")
                                .value("true")
                                .build()))
                .join();
    }

    private Arn scalingGroup(String type, int instances) {
        String name = "train-" + UUID.randomUUID();
        ec2.createLaunchTemplate(request -> request.launchTemplateName(name)
                        .launchTemplateData(data -> data.imageId("ami-12c6146b").instanceType(type)))
                .join();
        autoScaling
                .createAutoScalingGroup(request -> request.autoScalingGroupName(name)
                        .availabilityZones(REGION + "a")
                        .minSize(instances)
                        .maxSize(2 * instances)
                        .desiredCapacity(instances)
                        .launchTemplate(
                                template -> template.launchTemplateName(name).version("1")))
                .join();
        return Arn.parse(group(name).autoScalingGroupARN());
    }

    public AutoScalingGroup group(Arn group) {
        return group(group.resource().substring(group.resource().lastIndexOf('/') + 1));
    }

    /** The tags of a resource of EC2. */
    public Map<String, String> tags(Arn resource) {
        Filter ofResource =
                Filter.builder().name("resource-id").values(resource.id()).build();
        Map<String, String> tags = new TreeMap<>();
        ec2.describeTags(request -> request.filters(ofResource))
                .join()
                .tags()
                .forEach(tag -> tags.put(tag.key(), tag.value()));
        return tags;
    }

    /** The tags of an Auto Scaling group. */
    public Map<String, String> tagsOfScalingGroup(Arn group) {
        return group(group).tags().stream().collect(Collectors.toMap(TagDescription::key, TagDescription::value));
    }

    /** The tags of a log group. */
    public Map<String, String> tagsOfLogGroup(Arn group) {
        return logs.listTagsForResource(request -> request.resourceArn(group.toString()))
                .join()
                .tags();
    }

    private AutoScalingGroup group(String name) {
        return autoScaling
                .describeAutoScalingGroups(request -> request.autoScalingGroupNames(name))
                .join()
                .autoScalingGroups()
                .get(0);
    }

    private static Arn ec2(String resource) {
        return new Arn("aws", "ec2", REGION, ACCOUNT, resource);
    }

    private static String name(Arn logGroup) {
        return logGroup.resource().substring("log-group:".length());
    }
}
