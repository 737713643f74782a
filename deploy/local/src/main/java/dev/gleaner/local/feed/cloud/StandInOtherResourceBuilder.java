package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.estate.EstateCommitments;
import dev.gleaner.local.estate.kind.EstateAddress;
import dev.gleaner.local.estate.kind.EstateInferenceEndpoint;
import dev.gleaner.local.estate.kind.EstateInferenceProfile;
import dev.gleaner.local.estate.kind.EstateLogGroup;
import dev.gleaner.local.estate.kind.EstateSnapshot;
import dev.gleaner.local.estate.kind.EstateVolume;
import dev.gleaner.local.estate.kind.EstateVpc;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.kind.ResourceUse;
import dev.gleaner.local.estate.series.EstateTime;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DomainType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/**
 * Builds the volumes, addresses, snapshots, log groups, inference endpoints, inference profiles and commitments of an estate in the AWS stand-in, and keeps their ids. The stand-in
 * creates everything, gateways too, now and empty; its extension then sets the times and sizes of the estate. A resource that was deleted
 * is created and deleted, so that it has the same id at each start.
 */
final class StandInOtherResourceBuilder {

    /** The pool of addresses that are not a customer's own. */
    private static final String AMAZON = "amazon";

    private static final int SERVERLESS_MEGABYTES = 2048;

    private final StandInAwsClients clients;
    private final StandInSeeder standInSeeder;
    private final EstateTimeline estateTimeline;
    private final Map<String, String> others;
    private final Instant now;
    private final Map<String, String> ids = new TreeMap<>();
    private final List<Map<String, Object>> past = new ArrayList<>();
    private final Map<String, Integer> devices = new HashMap<>();

    /**
     * A builder for an estate.
     *
     * @param created ids of the instances and gateways by logical name
     * @param now the time as of which resources are used or deleted
     */
    StandInOtherResourceBuilder(
            StandInAwsClients clients,
            StandInSeeder standInSeeder,
            EstateTimeline estateTimeline,
            Map<String, String> created,
            Instant now) {
        this.clients = clients;
        this.standInSeeder = standInSeeder;
        this.estateTimeline = estateTimeline;
        this.others = Map.copyOf(created);
        this.now = now;
    }

    void build() {
        List<EstateVolume> volumes = estateTimeline.estate().all(KindRegistry.VOLUMES);
        volumes.forEach(this::create);
        estateTimeline.estate().all(KindRegistry.SNAPSHOTS).forEach(this::create);
        volumes.forEach(this::attachOrDelete);
        estateTimeline.estate().all(KindRegistry.ADDRESSES).forEach(this::create);
        estateTimeline.estate().all(KindRegistry.LOG_GROUPS).forEach(this::create);
        estateTimeline.estate().all(KindRegistry.INFERENCE_ENDPOINTS).forEach(this::create);
        estateTimeline.estate().all(KindRegistry.INFERENCE_PROFILES).forEach(this::create);
        estateTimeline.estate().vpcs().forEach(this::age);
        EstateCommitments commitments = EstateCommitments.of(estateTimeline.estate());
        commitments.capacityReservations().forEach(this::create);
        commitments.all().values().forEach(this::create);
        standInSeeder.setPast(past);
    }

    /** The ids of volumes, snapshots, addresses and inference profiles by logical name. */
    Map<String, String> ids() {
        return Map.copyOf(ids);
    }

    private void create(EstateVolume volume) {
        standInSeeder.seedFor(volume.name());
        String id = clients.ec2(volume.region())
                .createVolume(r -> r.availabilityZone(volume.zone())
                        .volumeType(volume.type().awsName())
                        .size(volume.size())
                        .iops(
                                volume.type() == EstateVolume.VolumeType.GP2
                                        ? null
                                        : volume.shownIops().orElse(null))
                        .throughput(volume.shownThroughput().orElse(null))
                        .tagSpecifications(tags(ResourceType.VOLUME, volume.tags())))
                .volumeId();
        ids.put(volume.name(), id);
    }

    /** With its own id, which the bill names, since the first hour of the bill. */
    private void create(EstateCommitments.CapacityReservation reservation) {
        Map<String, Object> created =
                past(reservation.account(), reservation.region(), "capacity-reservation", reservation.id());
        created.put("created", estateTimeline.start().toEpochMilli());
        created.put("type", reservation.type());
        created.put("instances", reservation.instances());
        created.put("used", reservation.usedBy().size());
        created.put("tags", Map.of("Name", reservation.name()));
        past.add(created);
    }

    /** With its own id, which the bill names. */
    private void create(EstateCommitments.Commitment commitment) {
        boolean isPlan = commitment.kind() == EstateCommitments.Kind.SAVINGS_PLAN;
        EstateCommitments.Terms terms = commitment.terms();
        Map<String, Object> created = past(
                commitment.account(), commitment.region(), isPlan ? "savings-plan" : "reservation", commitment.id());
        created.put("offering", isPlan ? "Compute" : "standard");
        created.put("hourly", terms.hourly().toPlainString());
        created.put("start", terms.start(estateTimeline.end()).toEpochMilli());
        created.put("end", terms.end(estateTimeline.end()).toEpochMilli());
        created.put("tags", Map.of("Name", terms.name()));
        if (!isPlan) {
            created.put("type", typeOf(commitment.instances()));
            created.put("instances", commitment.instances().size());
        }
        past.add(created);
    }

    /** All instances that a reservation covers have its type. */
    private String typeOf(List<String> instances) {
        return estateTimeline.estate().require(instances.get(0)).type();
    }

    private void attachOrDelete(EstateVolume volume) {
        Ec2Client ec2 = clients.ec2(volume.region());
        String id = Objects.requireNonNull(ids.get(volume.name()));
        if (!volume.existsAt(now, estateTimeline.end())) {
            ec2.deleteVolume(r -> r.volumeId(id));
            return;
        }
        Map<String, Object> created = past(volume.account(), volume.region(), "volume", id, volume.created());
        volume.shownIops().ifPresent(iops -> created.put("iops", iops));
        Optional<ResourceUse> use = volume.useAt(now, estateTimeline.end());
        if (use.isPresent()) {
            String user = Objects.requireNonNull(others.get(use.get().instance()));
            ec2.attachVolume(r -> r.volumeId(id).instanceId(user).device(device(user)));
            created.put("attached", millis(use.get().from()));
        }
        past.add(created);
    }

    /** The next free device of an instance, beside its root volume. */
    private String device(String instance) {
        int number = devices.merge(instance, 1, Integer::sum);
        return "/dev/sd" + (char) ('e' + number);
    }

    private void create(EstateSnapshot snapshot) {
        Ec2Client ec2 = clients.ec2(snapshot.region());
        Optional<String> known = Optional.ofNullable(snapshot.volume()).map(ids::get);
        String volume = known.orElseGet(() -> ec2.createVolume(
                        r -> r.availabilityZone(snapshot.region() + "a").size(snapshot.size()))
                .volumeId());
        standInSeeder.seedFor(snapshot.name());
        String id = ec2.createSnapshot(
                        r -> r.volumeId(volume).tagSpecifications(tags(ResourceType.SNAPSHOT, snapshot.tags())))
                .snapshotId();
        ids.put(snapshot.name(), id);
        if (known.isEmpty()) {
            ec2.deleteVolume(r -> r.volumeId(volume));
        }
        if (!snapshot.existsAt(now, estateTimeline.end())) {
            ec2.deleteSnapshot(r -> r.snapshotId(id));
            return;
        }
        Map<String, Object> created = past(snapshot.account(), snapshot.region(), "snapshot", id, snapshot.created());
        if (snapshot.image() != null) {
            created.put("image", image(ec2, snapshot.image()));
        }
        past.add(created);
    }

    /** The stand-in gives each image a snapshot of its own, which the extension replaces. */
    private String image(Ec2Client ec2, String name) {
        standInSeeder.seedFor(name + " image");
        return ec2.registerImage(r -> r.name(name).architecture("x86_64").rootDeviceName("/dev/sda1"))
                .imageId();
    }

    private void create(EstateAddress address) {
        Ec2Client ec2 = clients.ec2(address.region());
        standInSeeder.seedFor(address.name());
        String id = ec2.allocateAddress(
                        r -> r.domain(DomainType.VPC).tagSpecifications(tags(ResourceType.ELASTIC_IP, address.tags())))
                .allocationId();
        ids.put(address.name(), id);
        if (!address.existsAt(now, estateTimeline.end())) {
            ec2.releaseAddress(r -> r.allocationId(id));
            return;
        }
        Map<String, Object> shown = past(address.account(), address.region(), "address", id);
        shown.put("pool", AMAZON);
        past.add(shown);
        address.useAt(now, estateTimeline.end())
                .ifPresent(use -> ec2.associateAddress(r -> r.allocationId(id).instanceId(others.get(use.instance()))));
    }

    private void age(EstateVpc vpc) {
        EstateTime created = vpc.created();
        if (created != null) {
            vpc.natGateways().forEach(name -> age(vpc, "nat-gateway", name, created));
            vpc.interfaceEndpoints().forEach(name -> age(vpc, "vpc-endpoint", name, created));
            vpc.loadBalancers().forEach(name -> age(vpc, "load-balancer", name, created));
        }
    }

    private void age(EstateVpc vpc, String kind, String name, EstateTime created) {
        past.add(past(vpc.account(), vpc.region(), kind, Objects.requireNonNull(others.get(name)), created));
    }

    private void create(EstateLogGroup group) {
        CloudWatchLogsClient logs = clients.logs(group.region());
        logs.createLogGroup(r -> r.logGroupName(group.name()).tags(group.tags().isEmpty() ? null : group.tags()));
        if (group.retentionDays() != null) {
            logs.putRetentionPolicy(r -> r.logGroupName(group.name()).retentionInDays(group.retentionDays()));
        }
        Map<String, Object> created = past(group.account(), group.region(), "log-group", group.name(), group.created());
        created.put("bytes", group.bytes());
        past.add(created);
    }

    /** Its configuration and its model have its name. */
    /** It is created now: nothing depends on its age. */
    private void create(EstateInferenceProfile profile) {
        standInSeeder.seedFor(profile.name());
        String arn = clients.bedrock(profile.region())
                .createInferenceProfile(r -> r.inferenceProfileName(profile.name())
                        .modelSource(source -> source.copyFrom(
                                "arn:aws:bedrock:" + profile.region() + "::foundation-model/" + profile.model()))
                        .tags(profile.tags().entrySet().stream()
                                .map(tag -> software.amazon.awssdk.services.bedrock.model.Tag.builder()
                                        .key(tag.getKey())
                                        .value(tag.getValue())
                                        .build())
                                .toList()))
                .inferenceProfileArn();
        ids.put(profile.name(), arn.substring(arn.lastIndexOf('/') + 1));
    }

    private void create(EstateInferenceEndpoint endpoint) {
        SageMakerClient sageMaker = clients.sageMaker(endpoint.region());
        String name = endpoint.name();
        sageMaker.createModel(r -> r.modelName(name)
                .executionRoleArn("arn:aws:iam::" + endpoint.account() + ":role/" + name)
                .primaryContainer(container -> container.image(name)));
        sageMaker.createEndpointConfig(r -> r.endpointConfigName(name).productionVariants(variant -> {
            variant.variantName(EstateInferenceEndpoint.VARIANT).modelName(name).initialVariantWeight(1f);
            if (endpoint.type() == null) {
                variant.serverlessConfig(serverless ->
                        serverless.memorySizeInMB(SERVERLESS_MEGABYTES).maxConcurrency(1));
            } else {
                variant.instanceType(endpoint.type()).initialInstanceCount(endpoint.instances());
            }
        }));
        sageMaker.createEndpoint(r -> r.endpointName(name)
                .endpointConfigName(name)
                .tags(endpoint.tags().entrySet().stream()
                        .map(tag -> software.amazon.awssdk.services.sagemaker.model.Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList()));
        past.add(past(endpoint.account(), endpoint.region(), "inference-endpoint", name, endpoint.created()));
    }

    private Map<String, Object> past(String account, String region, String kind, String id, EstateTime created) {
        Map<String, Object> resource = past(account, region, kind, id);
        resource.put("created", millis(created));
        return resource;
    }

    private static Map<String, Object> past(String account, String region, String kind, String id) {
        Map<String, Object> resource = new TreeMap<>();
        resource.put("account", account);
        resource.put("region", region);
        resource.put("kind", kind);
        resource.put("id", id);
        return resource;
    }

    private long millis(EstateTime time) {
        return time.resolve(estateTimeline.end()).toEpochMilli();
    }

    private static List<TagSpecification> tags(ResourceType type, Map<String, String> tags) {
        List<Tag> list = tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
        return list.isEmpty()
                ? List.of()
                : List.of(
                        TagSpecification.builder().resourceType(type).tags(list).build());
    }
}
