package dev.gleaner.actuator.aws;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.DescribeImagesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.InstanceAttributeName;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceAssociation;
import software.amazon.awssdk.services.ec2.model.StateReason;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * What a plan rests on of an EC2 instance; two of them are equal when nothing has changed that a person should know of.
 *
 * @param state EC2's name of it: running, stopped, ...
 * @param type instance type
 * @param rootDevice {@code ebs} or {@code instance-store}, absent when not told
 * @param ephemeralData whether a block device is mapped that is no EBS volume
 * @param lifecycle {@code spot}, {@code scheduled}, ...; absent for on-demand
 * @param instanceStorage whether its type brings instance-store volumes, which are not among the mapped devices of newer
 *     types; absent when EC2 does not say
 * @param publicAddress absent when it has none
 */
public record Ec2Instance(
        String state,
        String type,
        @Nullable String rootDevice,
        boolean ephemeralData,
        @Nullable String lifecycle,
        Map<String, String> tags,
        @Nullable Boolean instanceStorage,
        @Nullable PublicAddress publicAddress)
        implements ResourceSnapshot {

    public static final String RUNNING = "running";
    public static final String STOPPING = "stopping";
    public static final String STOPPED = "stopped";
    public static final String PENDING = "pending";
    public static final String SHUTTING_DOWN = "shutting-down";
    public static final String TERMINATED = "terminated";

    public Ec2Instance {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** One whose type has no instance store, and that has no public address. */
    public Ec2Instance(
            String state,
            String type,
            @Nullable String rootDevice,
            boolean ephemeralData,
            @Nullable String lifecycle,
            Map<String, String> tags) {
        this(state, type, rootDevice, ephemeralData, lifecycle, tags, false, null);
    }

    @Override
    public TargetKind kind() {
        return TargetKind.INSTANCE;
    }

    @Override
    public Ec2Instance canonical() {
        return this;
    }

    @Override
    public Optional<String> planningObstacle() {
        return state.equals(RUNNING) ? Optional.empty() : Optional.of("the instance is " + state + ", not running");
    }

    @Override
    public Optional<String> changedSince(ResourceSnapshot planned) {
        if (planned instanceof Ec2Instance before && !before.state.equals(state)) {
            return Optional.of("the instance is " + state + ", planned was " + before.state);
        }
        if (!planned.tags().equals(tags)) {
            return Optional.of("the tags of the instance changed since the plan");
        }
        return planned.equals(this) ? Optional.empty() : Optional.of("the instance changed since the plan");
    }

    /** Whether it is a Spot instance, of which a one-time request cannot be stopped. */
    @JsonIgnore
    public boolean isSpot() {
        return "spot".equals(lifecycle);
    }

    /** Whether its owner said that what is on instance-store volumes may be lost. */
    public boolean hasScratchOnly() {
        return GleanerTagKeys.SCRATCH.equals(tags.get(GleanerTagKeys.INSTANCE_STORE));
    }

    /** Whether it is gone for good, and seen to be. */
    public boolean isTerminated() {
        return state.equals(TERMINATED) || state.equals(SHUTTING_DOWN);
    }

    /**
     * An instance as Describe showed it once.
     *
     * @param launched when it was started last; a start changes it, so it tells two runs apart
     * @param stateReason why it is in its state, by EC2; absent when not told
     * @param terminationProtected whether EC2 would refuse to terminate it; absent when that is not known
     * @param image what was made of it before it is terminated; absent when there is none
     * @param volumes the EBS volumes that it has; none when it is not known
     */
    public record Observation(
            Ec2Instance instance,
            Instant launched,
            @Nullable String stateReason,
            @Nullable Boolean terminationProtected,
            @Nullable QuarantineImage image,
            List<AttachedVolume> volumes)
            implements ResourceObservation {

        public Observation {
            // Stored before they were kept.
            volumes = volumes == null
                    ? List.of()
                    : volumes.stream()
                            .sorted(Comparator.comparing(AttachedVolume::device))
                            .toList();
        }

        /** Of which no more is known. */
        public Observation(Ec2Instance instance, Instant launched) {
            this(instance, launched, null, null, null, List.of());
        }

        /**
         * An EBS volume of an instance.
         *
         * @param device name of the device that it is
         * @param attached when it was attached; absent when EC2 did not tell
         */
        public record AttachedVolume(
                String id, String device, @Nullable Instant attached) {}

        @Override
        public ResourceSnapshot subject() {
            return instance;
        }

        /** Its state by EC2's name. */
        @Override
        public String state() {
            return instance.state();
        }

        /** With EC2's reason: a start that "succeeded" tells only there why nothing runs. */
        @Override
        public String sentence() {
            return "the instance is " + state() + (stateReason == null ? "" : " (" + stateReason + ")");
        }

        Observation withTerminationProtected(@Nullable Boolean known) {
            return new Observation(instance, launched, stateReason, known, image, volumes);
        }

        Observation withImage(@Nullable QuarantineImage made) {
            return new Observation(instance, launched, stateReason, terminationProtected, made, volumes);
        }
    }

    /**
     * The public IPv4 address of an instance.
     *
     * @param elastic whether it is an elastic one, which a stop does not take away
     */
    public record PublicAddress(String ip, boolean elastic) {}

    /**
     * The image of an instance that is to be terminated: the way back.
     *
     * @param state EC2's name of it: pending, available, failed, ...
     * @param created when it was begun to be made; absent when EC2 did not tell
     * @param devices names of those of which it holds a snapshot
     */
    public record QuarantineImage(
            String id, String state, @Nullable Instant created, List<String> devices) {

        public QuarantineImage {
            // Stored before it was kept.
            devices = devices == null ? List.of() : devices.stream().sorted().toList();
        }

        /** Whether an instance can be launched from it. */
        public boolean isAvailable() {
            return state.equals("available");
        }

        /** Whether it is being made. */
        public boolean isPending() {
            return state.equals("pending");
        }

        /** Whether it holds what is on this volume, which has not been elsewhere since. */
        public boolean contains(Observation.AttachedVolume volume) {
            return created != null
                    && devices.contains(volume.device())
                    && volume.attached() != null
                    && !volume.attached().isAfter(created);
        }
    }

    /** Reads an instance as EC2 writes it. */
    static final class Mapper {

        /** Who owns an address that was given on the way and goes with a stop. */
        private static final String AMAZON = "amazon";

        private Mapper() {}

        static Ec2Instance.Observation toObservation(
                software.amazon.awssdk.services.ec2.model.Instance shown, @Nullable Boolean instanceStorage) {
            Ec2Instance instance = new Ec2Instance(
                    shown.state().nameAsString(),
                    shown.instanceTypeAsString(),
                    shown.rootDeviceTypeAsString(),
                    shown.blockDeviceMappings().stream().anyMatch(mapping -> mapping.ebs() == null),
                    shown.instanceLifecycleAsString(),
                    shown.tags().stream().collect(Collectors.toMap(Tag::key, Tag::value)),
                    instanceStorage,
                    address(shown));
            return new Ec2Instance.Observation(
                    instance, shown.launchTime(), reason(shown.stateReason()), null, null, volumes(shown));
        }

        private static List<Ec2Instance.Observation.AttachedVolume> volumes(
                software.amazon.awssdk.services.ec2.model.Instance shown) {
            return shown.blockDeviceMappings().stream()
                    .filter(mapping -> mapping.ebs() != null)
                    .map(mapping -> new Ec2Instance.Observation.AttachedVolume(
                            String.valueOf(mapping.ebs().volumeId()),
                            String.valueOf(mapping.deviceName()),
                            mapping.ebs().attachTime()))
                    .toList();
        }

        private static Ec2Instance.@Nullable PublicAddress address(
                software.amazon.awssdk.services.ec2.model.Instance shown) {
            String ip = shown.publicIpAddress();
            return ip == null || ip.isEmpty() ? null : new Ec2Instance.PublicAddress(ip, isElastic(shown, ip));
        }

        /** An address that nobody says to be its owner's counts as one that a stop takes away. */
        private static boolean isElastic(software.amazon.awssdk.services.ec2.model.Instance shown, String ip) {
            return shown.networkInterfaces().stream()
                    .flatMap(card -> card.privateIpAddresses().stream())
                    .map(address -> address.association())
                    .anyMatch(association -> isOwned(association, ip));
        }

        private static boolean isOwned(@Nullable InstanceNetworkInterfaceAssociation association, String ip) {
            return association != null
                    && ip.equals(association.publicIp())
                    && association.ipOwnerId() != null
                    && !AMAZON.equals(association.ipOwnerId());
        }

        private static @Nullable String reason(@Nullable StateReason reason) {
            if (reason == null || reason.message() == null || reason.message().isEmpty()) {
                return null;
            }
            String code = reason.code();
            return code == null || reason.message().startsWith(code)
                    ? reason.message()
                    : code + ": " + reason.message();
        }
    }

    /**
     * DescribeInstances, and what else is to be known of an instance. Several are asked for by a filter: among ids, one that is
     * bad would fail the whole call.
     */
    @ApplicationScoped
    public static class Describer {

        /** As many as go into one call; a filter takes 200 values (EC2 API reference, Filter). */
        public static final int TOGETHER = 100;

        private static final String SELF = "self";

        private final ActuatorAwsClients clients;
        private final StorageLookup types;

        Describer(ActuatorAwsClients clients, StorageLookup types) {
            this.clients = clients;
            this.types = types;
        }

        /**
         * What EC2 shows now. Empty means nothing was shown, never that the instance is gone
         * (kubernetes-sigs/cluster-api-provider-aws#2915).
         */
        public Uni<Optional<ResourceObservation>> describe(Arn arn) {
            return ContextBoundUni.onWorker(
                            () -> clients.ec2WithRetry(arn).describeInstances(request -> request.instanceIds(arn.id())))
                    .map(answer -> shown(arn, answer))
                    .onFailure(AwsError::isNotFound)
                    .recoverWithItem(Optional::empty)
                    .flatMap(shown -> shown.map(
                                    instance -> observe(arn, instance).map(Optional::of))
                            .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
        }

        /**
         * What EC2 shows now of several of one account and region, by one call: what a plan rests on, without what has to be
         * asked for each. Who is absent was not shown, which means nothing.
         */
        public Uni<Map<Arn, Ec2Instance.Observation>> describe(List<Arn> together) {
            Filter ids = Filter.builder()
                    .name("instance-id")
                    .values(together.stream().map(Arn::id).toList())
                    .build();
            return ContextBoundUni.onWorker(() ->
                            clients.ec2WithRetry(together.get(0)).describeInstances(request -> request.filters(ids)))
                    .onItem()
                    .transformToMulti(answer -> Multi.createFrom()
                            .iterable(together)
                            .onItem()
                            .transformToUniAndConcatenate(arn -> observeForPlan(arn, shown(arn, answer))))
                    .filter(Optional::isPresent)
                    .map(Optional::get)
                    .collect()
                    .asMap(Map.Entry::getKey, Map.Entry::getValue);
        }

        private Uni<Optional<Map.Entry<Arn, Ec2Instance.Observation>>> observeForPlan(
                Arn arn, Optional<software.amazon.awssdk.services.ec2.model.Instance> shown) {
            return shown.map(instance ->
                            withStorage(arn, instance).map(sighting -> Optional.of(Map.entry(arn, sighting))))
                    .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
        }

        private Uni<Ec2Instance.Observation> withStorage(
                Arn arn, software.amazon.awssdk.services.ec2.model.Instance shown) {
            return types.hasStorage(arn, shown.instanceTypeAsString())
                    .map(storage -> Mapper.toObservation(shown, storage.orElse(null)));
        }

        private static Optional<software.amazon.awssdk.services.ec2.model.Instance> shown(
                Arn arn, DescribeInstancesResponse answer) {
            return answer.reservations().stream()
                    .filter(reservation -> arn.account().equals(reservation.ownerId()))
                    .flatMap(reservation -> reservation.instances().stream())
                    .filter(instance -> arn.id().equals(instance.instanceId()) && instance.launchTime() != null)
                    .findFirst();
        }

        private Uni<ResourceObservation> observe(Arn arn, software.amazon.awssdk.services.ec2.model.Instance shown) {
            return withStorage(arn, shown)
                    .flatMap(sighting -> withTerminationProtection(arn, sighting))
                    .flatMap(sighting -> withImage(arn, sighting));
        }

        /** Asked only while it stays as it is; a role that may not ask leaves it unknown. */
        private Uni<Ec2Instance.Observation> withTerminationProtection(Arn arn, Ec2Instance.Observation sighting) {
            if (!sighting.state().equals(Ec2Instance.RUNNING)
                    && !sighting.state().equals(Ec2Instance.STOPPED)) {
                return Uni.createFrom().item(sighting);
            }
            return ContextBoundUni.onWorker(() -> clients.ec2WithRetry(arn)
                            .describeInstanceAttribute(request -> request.instanceId(arn.id())
                                    .attribute(InstanceAttributeName.DISABLE_API_TERMINATION)))
                    .map(answer -> sighting.withTerminationProtected(
                            answer.disableApiTermination() == null
                                    ? null
                                    : answer.disableApiTermination().value()))
                    .onFailure(failure ->
                            AwsError.isOne(failure) && !AwsError.of(failure).isRetryable())
                    .recoverWithItem(sighting);
        }

        private Uni<ResourceObservation> withImage(Arn arn, Ec2Instance.Observation sighting) {
            String action = sighting.instance().tags().get(GleanerTagKeys.QUARANTINED);
            if (action == null) {
                return Uni.createFrom().item(sighting);
            }
            Filter ours = Filter.builder()
                    .name("tag:" + GleanerTagKeys.ACTION)
                    .values(action)
                    .build();
            return ContextBoundUni.onWorker(() -> clients.ec2WithRetry(arn)
                            .describeImages(request -> request.owners(SELF).filters(ours)))
                    .map(answer -> sighting.withImage(image(answer)));
        }

        private static Ec2Instance.@Nullable QuarantineImage image(DescribeImagesResponse answer) {
            return answer.images().stream().findFirst().map(Describer::image).orElse(null);
        }

        private static Ec2Instance.QuarantineImage image(Image shown) {
            return new Ec2Instance.QuarantineImage(
                    shown.imageId(),
                    shown.stateAsString(),
                    time(shown.creationDate()),
                    shown.blockDeviceMappings().stream()
                            .filter(mapping ->
                                    mapping.ebs() != null && mapping.ebs().snapshotId() != null)
                            .map(mapping -> String.valueOf(mapping.deviceName()))
                            .toList());
        }

        /** EC2 writes it as text; what can't be read is not known. */
        private static @Nullable Instant time(@Nullable String text) {
            try {
                return text == null ? null : Instant.parse(text);
            } catch (DateTimeParseException e) {
                return null;
            }
        }
    }

    /**
     * What EC2 says of instance types, each asked once: it does not change. NVMe instance store of newer types (g5, p4d, m5d)
     * is not among the block devices that DescribeInstances lists, so only the type tells of it.
     */
    @ApplicationScoped
    public static class StorageLookup {

        private static final String UNKNOWN = "InvalidInstanceType";

        private final ActuatorAwsClients clients;
        private final Map<String, Boolean> storage = new ConcurrentHashMap<>();

        StorageLookup(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        /** Whether the type of an instance brings instance-store volumes; empty when EC2 does not know it in its region. */
        Uni<Optional<Boolean>> hasStorage(Arn instance, String type) {
            String region = instance.region();
            Boolean known = storage.get(key(region, type));
            if (known != null) {
                return Uni.createFrom().item(Optional.of(known));
            }
            Ec2AsyncClient ec2 = clients.ec2WithRetry(instance);
            return ContextBoundUni.onWorker(
                            () -> ec2.describeInstanceTypes(request -> request.instanceTypesWithStrings(type)))
                    .map(answer -> storage(answer, type))
                    .onFailure(failure -> AwsError.isCode(failure, UNKNOWN))
                    .recoverWithItem(Optional.empty())
                    .invoke(found -> found.ifPresent(has -> storage.put(key(region, type), has)));
        }

        private static String key(String region, String type) {
            return region + " " + type;
        }

        private static Optional<Boolean> storage(DescribeInstanceTypesResponse answer, String type) {
            return answer.instanceTypes().stream()
                    .filter(shown -> type.equals(shown.instanceTypeAsString()))
                    .flatMap(shown -> Optional.ofNullable(shown.instanceStorageSupported()).stream())
                    .findFirst();
        }
    }
}
