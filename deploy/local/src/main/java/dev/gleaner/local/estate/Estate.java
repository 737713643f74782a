package dev.gleaner.local.estate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A generated or recorded environment: instances, their metrics and events, buckets and VPCs, reads, volumes, addresses,
 * snapshots, log groups, inference endpoints and profiles, and training runs, and the expected findings. Times may be relative to its end; {@code docs/estate.md} describes the JSON form.
 *
 * @param seed of everything random in it: noise, ids, delivery times
 * @param days of history before the end
 */
public record Estate(
        String name,
        long seed,
        int days,
        List<EstateInstance> resources,
        List<EstateSeries> series,
        List<HostGpus> cards,
        List<EstateEvent> events,
        List<EstateBucket> buckets,
        List<EstateVpc> vpcs,
        List<BucketReadPattern> reads,
        List<EstateVolume> volumes,
        List<EstateAddress> addresses,
        List<EstateSnapshot> snapshots,
        List<EstateLogGroup> logGroups,
        List<EstateInferenceEndpoint> inferenceEndpoints,
        List<EstateInferenceProfile> inferenceProfiles,
        List<TrainingRun> trainingRuns,
        ExpectedFindings truth) {

    /** The default number of days of history. */
    public static final int DEFAULT_DAYS = 14;

    /** The rule that needs the volumes of instances. */
    private static final String STOPPED_INSTANCE = "stopped-instance";

    /** The rule that needs the buckets in which training runs are saved. */
    private static final String CHECKPOINT_GAP = "checkpoint-gap";

    public Estate {
        days = days == 0 ? DEFAULT_DAYS : days;
        resources = List.copyOf(resources);
        series = series == null ? List.of() : List.copyOf(series);
        cards = cards == null ? List.of() : List.copyOf(cards);
        events = events == null ? List.of() : List.copyOf(events);
        buckets = buckets == null ? List.of() : List.copyOf(buckets);
        vpcs = vpcs == null ? List.of() : List.copyOf(vpcs);
        reads = reads == null ? List.of() : List.copyOf(reads);
        volumes = volumes == null ? List.of() : List.copyOf(volumes);
        addresses = addresses == null ? List.of() : List.copyOf(addresses);
        snapshots = snapshots == null ? List.of() : List.copyOf(snapshots);
        logGroups = logGroups == null ? List.of() : List.copyOf(logGroups);
        inferenceEndpoints = inferenceEndpoints == null ? List.of() : List.copyOf(inferenceEndpoints);
        inferenceProfiles = inferenceProfiles == null ? List.of() : List.copyOf(inferenceProfiles);
        trainingRuns = trainingRuns == null ? List.of() : List.copyOf(trainingRuns);
        truth = truth == null ? ExpectedFindings.nothing() : truth;
    }

    /** Creates an estate of instances only, without readings of GPUs. */
    public Estate(
            String name,
            long seed,
            int days,
            List<EstateInstance> resources,
            List<EstateSeries> series,
            List<EstateEvent> events,
            ExpectedFindings truth) {
        this(
                name, seed, days, resources, series, List.of(), events, List.of(), List.of(), List.of(), List.of(),
                List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), truth);
    }

    /** The regions in which any of its resources is, in order. */
    public List<String> regions() {
        return Stream.of(
                        resources.stream().map(EstateInstance::region),
                        buckets.stream().map(EstateBucket::region),
                        vpcs.stream().map(EstateVpc::region),
                        volumes.stream().map(EstateVolume::region),
                        addresses.stream().map(EstateAddress::region),
                        snapshots.stream().map(EstateSnapshot::region),
                        logGroups.stream().map(EstateLogGroup::region),
                        inferenceEndpoints.stream().map(EstateInferenceEndpoint::region),
                        inferenceProfiles.stream().map(EstateInferenceProfile::region))
                .flatMap(regions -> regions)
                .distinct()
                .sorted()
                .toList();
    }

    /** The instance of that name; {@link IllegalArgumentException} when there is none. */
    public EstateInstance require(String logicalName) {
        return resource(logicalName)
                .orElseThrow(() -> new IllegalArgumentException("not in estate " + name + ": " + logicalName));
    }

    /** The instance of that name. */
    public Optional<EstateInstance> resource(String logicalName) {
        return resources.stream().filter(r -> r.name().equals(logicalName)).findFirst();
    }

    /** The bucket of that name. */
    public Optional<EstateBucket> bucket(String bucketName) {
        return buckets.stream().filter(b -> b.name().equals(bucketName)).findFirst();
    }

    /** The VPC of that name. */
    public Optional<EstateVpc> vpc(String logicalName) {
        return vpcs.stream().filter(v -> v.name().equals(logicalName)).findFirst();
    }

    /** The VPC in which an instance is by its flows; another instance is in the default VPC of its region. */
    public Optional<EstateVpc> vpcOfInstance(String logicalName) {
        return vpcs.stream().filter(v -> v.instances().contains(logicalName)).findFirst();
    }

    /** The VPC with a NAT gateway of that name. */
    public Optional<EstateVpc> vpcOfNatGateway(String logicalName) {
        return vpcs.stream().filter(v -> v.natGateways().contains(logicalName)).findFirst();
    }

    /** The VPC with an interface endpoint of that name. */
    public Optional<EstateVpc> vpcOfInterfaceEndpoint(String logicalName) {
        return vpcs.stream()
                .filter(v -> v.interfaceEndpoints().contains(logicalName))
                .findFirst();
    }

    /** The VPC with a load balancer of that name. */
    public Optional<EstateVpc> vpcOfLoadBalancer(String logicalName) {
        return vpcs.stream()
                .filter(v -> v.loadBalancers().contains(logicalName))
                .findFirst();
    }

    /** The volume of that name. */
    public Optional<EstateVolume> volume(String logicalName) {
        return volumes.stream().filter(v -> v.name().equals(logicalName)).findFirst();
    }

    /** The address of that name. */
    public Optional<EstateAddress> address(String logicalName) {
        return addresses.stream().filter(a -> a.name().equals(logicalName)).findFirst();
    }

    /** The snapshot of that name. */
    public Optional<EstateSnapshot> snapshot(String logicalName) {
        return snapshots.stream().filter(s -> s.name().equals(logicalName)).findFirst();
    }

    /** The log group of that name. */
    public Optional<EstateLogGroup> logGroup(String logGroupName) {
        return logGroups.stream().filter(g -> g.name().equals(logGroupName)).findFirst();
    }

    /** The first instance of the Auto Scaling group of that name, which has the tags of its first instance. */
    public Optional<EstateInstance> scalingGroup(String groupName) {
        return resources.stream()
                .filter(r -> groupName.equals(r.autoScalingGroup()))
                .findFirst();
    }

    /** Whether the tags of an instance, VPC, inference endpoint or inference profile name this service. */
    public boolean hasService(String service) {
        return Stream.of(
                        resources.stream().map(EstateInstance::tags),
                        vpcs.stream().map(EstateVpc::tags),
                        inferenceEndpoints.stream().map(EstateInferenceEndpoint::tags),
                        inferenceProfiles.stream().map(EstateInferenceProfile::tags))
                .flatMap(tags -> tags)
                .anyMatch(tags -> service.equals(tags.getOrDefault("service", tags.get("project"))));
    }

    /** The inference endpoint of that name. */
    public Optional<EstateInferenceEndpoint> inferenceEndpoint(String endpointName) {
        return inferenceEndpoints.stream()
                .filter(e -> e.name().equals(endpointName))
                .findFirst();
    }

    /** The inference profile of that name. */
    public Optional<EstateInferenceProfile> inferenceProfile(String profileName) {
        return inferenceProfiles.stream()
                .filter(p -> p.name().equals(profileName))
                .findFirst();
    }

    /**
     * The estate with the logical name as the tag {@code Name} of each instance, VPC, volume, address and snapshot without
     * one.
     */
    public Estate withNameTags() {
        return new Estate(
                name,
                seed,
                days,
                resources.stream().map(EstateInstance::withNameTag).toList(),
                series,
                cards,
                events,
                buckets,
                vpcs.stream().map(EstateVpc::withNameTag).toList(),
                reads,
                volumes.stream().map(EstateVolume::withNameTag).toList(),
                addresses.stream().map(EstateAddress::withNameTag).toList(),
                snapshots.stream().map(EstateSnapshot::withNameTag).toList(),
                logGroups,
                inferenceEndpoints,
                inferenceProfiles,
                trainingRuns,
                truth);
    }

    /** The estate with further events. */
    public Estate with(List<EstateEvent> more) {
        List<EstateEvent> all = new ArrayList<>(events);
        all.addAll(more);
        return new Estate(
                name,
                seed,
                days,
                resources,
                series,
                cards,
                all,
                buckets,
                vpcs,
                reads,
                volumes,
                addresses,
                snapshots,
                logGroups,
                inferenceEndpoints,
                inferenceProfiles,
                trainingRuns,
                truth);
    }

    /** The estate with other instances. */
    public Estate withInstances(List<EstateInstance> otherInstances) {
        return new Estate(
                name,
                seed,
                days,
                otherInstances,
                series,
                cards,
                events,
                buckets,
                vpcs,
                reads,
                volumes,
                addresses,
                snapshots,
                logGroups,
                inferenceEndpoints,
                inferenceProfiles,
                trainingRuns,
                truth);
    }

    /** The estate with other buckets and VPCs. */
    public Estate with(List<EstateBucket> otherBuckets, List<EstateVpc> otherVpcs) {
        return new Estate(
                name,
                seed,
                days,
                resources,
                series,
                cards,
                events,
                otherBuckets,
                otherVpcs,
                reads,
                volumes,
                addresses,
                snapshots,
                logGroups,
                inferenceEndpoints,
                inferenceProfiles,
                trainingRuns,
                truth);
    }

    /** The estate with other volumes, addresses, snapshots and log groups. */
    public Estate with(
            List<EstateVolume> otherVolumes,
            List<EstateAddress> otherAddresses,
            List<EstateSnapshot> otherSnapshots,
            List<EstateLogGroup> otherLogGroups) {
        return new Estate(
                name,
                seed,
                days,
                resources,
                series,
                cards,
                events,
                buckets,
                vpcs,
                reads,
                otherVolumes,
                otherAddresses,
                otherSnapshots,
                otherLogGroups,
                inferenceEndpoints,
                inferenceProfiles,
                trainingRuns,
                truth);
    }

    /**
     * The estate with instances alone: without all other resources, reads, training runs, and the findings on them. What stopped instances cost is not
     * known without their volumes.
     */
    public Estate instancesAlone() {
        return new Estate(
                name,
                seed,
                days,
                resources,
                series.stream().filter(this::isOfInstances).toList(),
                cards,
                events,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                truth.restrictedTo(subject -> resource(subject).isPresent()
                                || EstateCommitments.of(this).arn(subject).isPresent())
                        .without(CHECKPOINT_GAP)
                        .withInsufficient(STOPPED_INSTANCE));
    }

    private boolean isOfInstances(EstateSeries part) {
        return part.metric().source() == EstateMetric.Source.INSTANCE
                || (part.metric().source() == EstateMetric.Source.SERVICE
                        && resources.stream()
                                .anyMatch(instance ->
                                        part.resource().equals(instance.tags().get("service"))));
    }
}
