package dev.gleaner.local.feed.cloud;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateResource;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.MarketType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.VolumeType;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** Builds an estate in the AWS stand-in (moto). The same seed and names give the same ids each time. */
final class StandInBuilder {

    /** The tags of networks that the stand-in makes by itself. */
    private static final Map<String, String> PLATFORM =
            Map.of("team", "platform", "project", "network", "environment", "production", "cost-center", "cc-1");

    /** Images that moto contains from the start. */
    private static final Map<EstateInstance.Platform, String> IMAGES =
            Map.of(EstateInstance.Platform.LINUX, "ami-760aaa0f", EstateInstance.Platform.WINDOWS, "ami-56ec3e2f");

    /** Not the stand-in's default of gp2, about which there would be a finding for each instance. */
    private static final BlockDeviceMapping ROOT_VOLUME = BlockDeviceMapping.builder()
            .deviceName("/dev/sda1")
            .ebs(disk -> disk.volumeType(VolumeType.GP3)
                    .volumeSize(EstateInstance.ROOT_GIB)
                    .deleteOnTermination(true))
            .build();

    private static final int MOST_IN_A_GROUP = 1_000;

    private final StandInAwsClients clients;
    private final ProgressPrinter progress;

    StandInBuilder(StandInAwsClients clients, ProgressPrinter progress) {
        this.clients = clients;
        this.progress = progress;
    }

    /**
     * Deletes everything, launches the instances one by one, stops those that are not running at that time, and creates
     * all other resources.
     */
    EstateIdentities build(EstateTimeline estateTimeline, Instant now) {
        initializeRegions(estateTimeline.estate());
        StandInSeeder standInSeeder =
                new StandInSeeder(clients.endpoint(), estateTimeline.estate().seed());
        standInSeeder.reset();
        List<EstateInstance> resources = estateTimeline.estate().instances();
        progress.print("networks");
        StandInNetworkBuilder networks = new StandInNetworkBuilder(clients, standInSeeder);
        networks.build(estateTimeline.estate());
        Map<String, String> ids = new TreeMap<>();
        for (EstateInstance estateInstance : resources) {
            standInSeeder.seedFor(estateInstance.name());
            ids.put(estateInstance.name(), run(estateInstance, networks.subnet(estateInstance)));
            progress.printPercent("instances", ids.size(), resources.size());
        }
        Map<String, Instance> launched = launched(resources, Map.copyOf(ids));
        Map<String, String> addresses = addresses(launched);
        ids.putAll(networks.ids());
        addresses.putAll(networks.addresses());
        progress.print("buckets");
        StandInBucketBuilder buckets = new StandInBucketBuilder(clients, standInSeeder);
        buckets.build(estateTimeline.estate().buckets());
        buckets.setCreated(estateTimeline.estate().buckets(), estateTimeline.end());
        buckets.beginUploads(estateTimeline.estate().buckets(), estateTimeline.end());
        progress.print("volumes, log groups and endpoints");
        StandInResources created = new StandInResources(clients, standInSeeder, estateTimeline, Map.copyOf(ids), now);
        new StandInResourceBuilder(created).build();
        StandInNetworkBuilder.age(created);
        new StandInCommitments(created).build();
        created.setPast();
        ids.putAll(created.ids());
        progress.print("scaling groups and states of instances");
        ids.putAll(createGroups(estateTimeline.estate(), Map.copyOf(ids), standInSeeder));
        Map<String, EstateIdentities.Interface> interfaces = interfaces(launched);
        interfaces.putAll(networks.interfaces());
        EstateIdentities identities = EstateIdentities.of(ids, addresses, interfaces);
        tagDefaultNetworks(estateTimeline.estate());
        for (EstateInstance estateInstance : resources) {
            applyState(estateTimeline, estateInstance, identities.id(estateInstance), now);
        }
        standInSeeder.setPast(Stream.concat(
                        resources.stream()
                                .flatMap(estateInstance -> estateTimeline.lastStop(estateInstance, now).stream()
                                        .map(at -> past("stop", estateInstance, identities.id(estateInstance), at))),
                        createdGroups(estateTimeline))
                .toList());
        return identities;
    }

    /** The ids of the running instances in these regions. */
    Set<String> running(List<String> regions) {
        return regions.stream()
                .flatMap(this::instances)
                .filter(instance -> instance.state().name() == InstanceStateName.RUNNING)
                .map(Instance::instanceId)
                .collect(Collectors.toSet());
    }

    /**
     * Calls each region first, since its initialization draws random numbers, which would change the ids drawn after a
     * seed.
     */
    private void initializeRegions(Estate estate) {
        regions(estate).forEach(region -> clients.ec2(region).describeInstances());
    }

    /** The stand-in makes a VPC in each region, which belongs to the platform as the VPCs of an estate do. */
    private void tagDefaultNetworks(Estate estate) {
        regions(estate).forEach(region -> {
            List<String> networks = clients
                    .ec2(region)
                    .describeVpcs(request ->
                            request.filters(filter -> filter.name("is-default").values("true")))
                    .vpcs()
                    .stream()
                    .map(Vpc::vpcId)
                    .toList();
            clients.ec2(region)
                    .createTags(request -> request.resources(networks).tags(Ec2Tags.of(PLATFORM)));
        });
    }

    private static List<String> regions(Estate estate) {
        return KindRegistry.all().stream()
                .filter(EstateKind::isOfEc2)
                .flatMap(kind -> estate.all(kind).stream())
                .map(EstateResource::region)
                .distinct()
                .toList();
    }

    /**
     * The address from which each instance calls AWS, as the stand-in assigned it: its public address if it has one.
     */
    private static Map<String, String> addresses(Map<String, Instance> launched) {
        Map<String, String> addresses = new TreeMap<>();
        launched.forEach((name, instance) -> addresses.put(
                name, instance.publicIpAddress() == null ? instance.privateIpAddress() : instance.publicIpAddress()));
        return addresses;
    }

    /** The network interface of each instance, as the stand-in assigned it. */
    private static Map<String, EstateIdentities.Interface> interfaces(Map<String, Instance> launched) {
        Map<String, EstateIdentities.Interface> interfaces = new TreeMap<>();
        launched.forEach((name, instance) -> instance.networkInterfaces().stream()
                .findFirst()
                .ifPresent(first -> interfaces.put(
                        name, new EstateIdentities.Interface(first.networkInterfaceId(), first.privateIpAddress()))));
        return interfaces;
    }

    /** The instances of the stand-in by logical name. */
    private Map<String, Instance> launched(List<EstateInstance> resources, Map<String, String> ids) {
        Map<String, Instance> byId = new HashMap<>();
        resources.stream()
                .map(EstateInstance::region)
                .distinct()
                .flatMap(this::instances)
                .forEach(instance -> byId.put(instance.instanceId(), instance));
        Map<String, Instance> launched = new TreeMap<>();
        ids.forEach((name, id) -> launched.put(name, byId.get(id)));
        return launched;
    }

    private Stream<Instance> instances(String region) {
        return clients.ec2(region).describeInstancesPaginator().reservations().stream()
                .flatMap(reservation -> reservation.instances().stream());
    }

    private String run(EstateInstance estateInstance, Optional<String> subnet) {
        RunInstancesRequest.Builder request = RunInstancesRequest.builder()
                .imageId(IMAGES.get(estateInstance.platform()))
                .instanceType(estateInstance.type())
                .minCount(1)
                .maxCount(1)
                .placement(placement -> placement.availabilityZone(estateInstance.zone()))
                .blockDeviceMappings(ROOT_VOLUME);
        subnet.ifPresent(request::subnetId);
        if (estateInstance.market() == EstateInstance.Market.SPOT) {
            request.instanceMarketOptions(market -> market.marketType(MarketType.SPOT));
        }
        if (!estateInstance.tags().isEmpty()) {
            List<Tag> tags = Ec2Tags.of(estateInstance.tags());
            request.tagSpecifications(
                    spec -> spec.resourceType(ResourceType.INSTANCE).tags(tags),
                    spec -> spec.resourceType(ResourceType.VOLUME).tags(tags));
        }
        return clients.ec2(estateInstance.region())
                .runInstances(request.build())
                .instances()
                .get(0)
                .instanceId();
    }

    private void applyState(EstateTimeline estateTimeline, EstateInstance estateInstance, String id, Instant now) {
        if (estateInstance.state() == EstateInstance.State.TERMINATED) {
            clients.ec2(estateInstance.region()).terminateInstances(r -> r.instanceIds(id));
        } else if (!estateTimeline.wasRunningAt(estateInstance, now)) {
            clients.ec2(estateInstance.region()).stopInstances(r -> r.instanceIds(id));
        }
    }

    /** A group is as old as its oldest instance. */
    private static Stream<Map<String, Object>> createdGroups(EstateTimeline estateTimeline) {
        Map<String, Map<String, Object>> groups = new TreeMap<>();
        estateTimeline.estate().instances().stream()
                .filter(member -> member.autoScalingGroup() != null && member.created() != null)
                .sorted(Comparator.comparing(
                        member -> Objects.requireNonNull(member.created()).resolve(estateTimeline.end())))
                .forEach(member -> {
                    String group = Objects.requireNonNull(member.autoScalingGroup());
                    Instant created = Objects.requireNonNull(member.created()).resolve(estateTimeline.end());
                    groups.putIfAbsent(group, past("scaling-group", member, group, created));
                });
        return groups.values().stream();
    }

    /** What happened to an instance, or to its group, before the stand-in was built. */
    private static Map<String, Object> past(String kind, EstateInstance estateInstance, String id, Instant at) {
        return Map.of(
                "account",
                estateInstance.account(),
                "region",
                estateInstance.region(),
                "kind",
                kind,
                "id",
                id,
                "created",
                at.toEpochMilli());
    }

    /**
     * Creates Auto Scaling groups and attaches their instances, since only a real group sets the reserved tag
     * {@code aws:autoscaling:groupName} as AWS does. Returns the ids of the groups by name.
     */
    private Map<String, String> createGroups(Estate estate, Map<String, String> ids, StandInSeeder standInSeeder) {
        Map<String, String> groups = new TreeMap<>();
        for (EstateInstance estateInstance : estate.instances()) {
            String group = estateInstance.autoScalingGroup();
            if (group != null) {
                AutoScalingClient autoScaling =
                        clients.client(AutoScalingClient.class, AutoScalingClient::builder, estateInstance.region());
                if (!groups.containsKey(group)) {
                    groups.put(group, create(autoScaling, estate, estateInstance, group, standInSeeder));
                }
                autoScaling.attachInstances(
                        r -> r.autoScalingGroupName(group).instanceIds(ids.get(estateInstance.name())));
                // As many as there are by now: an instance that is attached adds to the desired number alone.
                autoScaling.updateAutoScalingGroup(
                        r -> r.autoScalingGroupName(group).minSize(desired(autoScaling, group)));
            }
        }
        return groups;
    }

    private static int desired(AutoScalingClient autoScaling, String group) {
        return autoScaling
                .describeAutoScalingGroups(r -> r.autoScalingGroupNames(group))
                .autoScalingGroups()
                .get(0)
                .desiredCapacity();
    }

    private static List<String> zones(Estate estate, String group) {
        return estate.instances().stream()
                .filter(member -> group.equals(member.autoScalingGroup()))
                .map(EstateInstance::zone)
                .distinct()
                .sorted()
                .toList();
    }

    /** With a launch template like an instance, and its tags. Returns what follows the account in the ARN of the group. */
    private String create(
            AutoScalingClient autoScaling,
            Estate estate,
            EstateInstance like,
            String group,
            StandInSeeder standInSeeder) {
        clients.ec2(like.region())
                .createLaunchTemplate(r -> r.launchTemplateName(group)
                        .launchTemplateData(data ->
                                data.imageId(IMAGES.get(like.platform())).instanceType(like.type())));
        standInSeeder.seedFor(group);
        autoScaling.createAutoScalingGroup(r -> r.autoScalingGroupName(group)
                .launchTemplate(template -> template.launchTemplateName(group).version("1"))
                .minSize(0)
                .maxSize(MOST_IN_A_GROUP)
                .desiredCapacity(0)
                .availabilityZones(zones(estate, group))
                .tags(groupTags(group, like)));
        String arn = autoScaling
                .describeAutoScalingGroups(r -> r.autoScalingGroupNames(group))
                .autoScalingGroups()
                .get(0)
                .autoScalingGroupARN();
        return Arn.parse(arn).resource();
    }

    /** The name of an instance is not that of its group. */
    private static List<software.amazon.awssdk.services.autoscaling.model.Tag> groupTags(
            String group, EstateInstance like) {
        return like.tags().entrySet().stream()
                .filter(tag -> !tag.getKey().equals("Name"))
                .map(tag -> software.amazon.awssdk.services.autoscaling.model.Tag.builder()
                        .resourceId(group)
                        .resourceType("auto-scaling-group")
                        .key(tag.getKey())
                        .value(tag.getValue())
                        .propagateAtLaunch(false)
                        .build())
                .toList();
    }
}
