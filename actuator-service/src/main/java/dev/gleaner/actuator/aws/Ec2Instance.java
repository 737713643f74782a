package dev.gleaner.actuator.aws;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ControllerInstructions;
import dev.gleaner.contracts.resource.ResourceController;
import dev.gleaner.contracts.resource.ResourceKind;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
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
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.StateReason;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * Properties of an EC2 instance on which a plan is based. Two values are equal when nothing changed that affects an
 * approval.
 *
 * @param state state in EC2's terms: running, stopped, ...
 * @param type instance type
 * @param rootDevice {@code ebs} or {@code instance-store}; absent when EC2 did not return it
 * @param ephemeralData whether a mapped block device is not an EBS volume
 * @param lifecycle {@code spot}, {@code scheduled}, ...; absent for on-demand
 * @param instanceStorage whether its type includes instance-store volumes, which newer types do not list among the mapped
 *     devices; absent when EC2 did not return it
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

    /** What the actuator knows of its kind. */
    public static final TargetType<Ec2Instance, Observation> TYPE = TargetType.of(
                    ResourceKind.INSTANCE, Ec2Instance.class, Observation.class, Describer::new)
            .ownedBy(new Owner())
            .withParts()
            .usedBy(TargetType.UseEvidence.OWN_METRICS)
            .changing(TargetType.ChangedPart.RUN_STATE)
            .taggedBy(TagCalls.EC2);

    public static final String RUNNING = "running";
    public static final String STOPPING = "stopping";
    public static final String STOPPED = "stopped";
    public static final String PENDING = "pending";
    public static final String SHUTTING_DOWN = "shutting-down";
    public static final String TERMINATED = "terminated";

    public Ec2Instance {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** An instance whose type has no instance store, and that has no public address. */
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
    public Optional<String> planningObstacle() {
        return state.equals(RUNNING) || state.equals(STOPPED) ? Optional.empty() : notRunning();
    }

    /** Why an action on a running instance is not possible; empty when the instance runs. */
    public Optional<String> notRunning() {
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

    /** Whether it is a Spot instance. One of a one-time request cannot be stopped. */
    @JsonIgnore
    public boolean isSpot() {
        return "spot".equals(lifecycle);
    }

    /**
     * Whether a stop may lose data on instance-store volumes that its owner has not declared expendable. An instance that cannot be
     * stopped loses more than that.
     */
    public boolean mayLoseLocalData() {
        return "ebs".equals(rootDevice)
                && !isSpot()
                && !hasScratchOnly()
                && (ephemeralData || !Boolean.FALSE.equals(instanceStorage));
    }

    /** Whether its owner declared that data on its instance-store volumes may be lost. */
    public boolean hasScratchOnly() {
        return GleanerTagKeys.SCRATCH.equals(tags.get(GleanerTagKeys.INSTANCE_STORE));
    }

    /** Name of the document that its owner wants to run before it is stopped; empty if there is none. */
    public Optional<String> beforeStopDocument() {
        return Optional.ofNullable(tags.get(GleanerTagKeys.BEFORE_STOP));
    }

    /** Whether EC2 shows that it is terminated or being terminated. */
    public boolean isTerminated() {
        return state.equals(TERMINATED) || state.equals(SHUTTING_DOWN);
    }

    /**
     * Description of an instance by EC2 at one time.
     *
     * @param launched time of its last start, which distinguishes two runs
     * @param stateReason EC2's reason for the state; absent when EC2 did not return it
     * @param terminationProtected whether EC2 would refuse to terminate it; absent when unknown
     * @param image image that was created of it before its termination; absent when there is none
     * @param volumes its EBS volumes; empty when they are unknown
     * @param beforeStop the document that was sent to it before a stop, where a step reads it; absent elsewhere
     */
    public record Observation(
            Ec2Instance instance,
            Instant launched,
            @Nullable String stateReason,
            @Nullable Boolean terminationProtected,
            @Nullable QuarantineImage image,
            List<AttachedVolume> volumes,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            BeforeStopCommand beforeStop)
            implements ResourceObservation {

        public Observation {
            // Null in observations that were stored before this field existed.
            volumes = volumes == null
                    ? List.of()
                    : volumes.stream()
                            .sorted(Comparator.comparing(AttachedVolume::device))
                            .toList();
        }

        /** An observation without a document. */
        public Observation(
                Ec2Instance instance,
                Instant launched,
                @Nullable String stateReason,
                @Nullable Boolean terminationProtected,
                @Nullable QuarantineImage image,
                List<AttachedVolume> volumes) {
            this(instance, launched, stateReason, terminationProtected, image, volumes, null);
        }

        /** An observation of which only these values are known. */
        public Observation(Ec2Instance instance, Instant launched) {
            this(instance, launched, null, null, null, List.of());
        }

        /**
         * EBS volume of an instance.
         *
         * @param device device name under which it is attached
         * @param attached when it was attached; absent when EC2 did not return it
         */
        public record AttachedVolume(
                String id, String device, @Nullable Instant attached) {}

        @Override
        public ResourceSnapshot subject() {
            return instance;
        }

        /** Its state in EC2's terms. */
        @Override
        public String state() {
            return instance.state();
        }

        /**
         * Includes EC2's reason: after a start that was accepted but failed, only the reason shows why the instance does
         * not run.
         */
        @Override
        public String sentence() {
            return "the instance is " + state() + (stateReason == null ? "" : " (" + stateReason + ")");
        }

        Observation withTerminationProtected(@Nullable Boolean known) {
            return new Observation(instance, launched, stateReason, known, image, volumes, beforeStop);
        }

        Observation withImage(@Nullable QuarantineImage made) {
            return new Observation(instance, launched, stateReason, terminationProtected, made, volumes, beforeStop);
        }

        /** The same observation with the document that was sent before a stop; null if none was. */
        public Observation withBeforeStop(@Nullable BeforeStopCommand sent) {
            return new Observation(instance, launched, stateReason, terminationProtected, image, volumes, sent);
        }
    }

    /**
     * Public IPv4 address of an instance.
     *
     * @param elastic whether it is an Elastic IP address, which the instance keeps when it is stopped
     */
    public record PublicAddress(String ip, boolean elastic) {}

    /**
     * Image of an instance that is about to be terminated, from which it can be restored.
     *
     * @param state state in EC2's terms: pending, available, failed, ...
     * @param created when its creation began; absent when EC2 did not return it
     * @param devices names of the devices of which it contains a snapshot
     */
    public record QuarantineImage(
            String id, String state, @Nullable Instant created, List<String> devices) {

        public QuarantineImage {
            // Null in images that were stored before this field existed.
            devices = devices == null ? List.of() : devices.stream().sorted().toList();
        }

        /** Whether an instance can be launched from it. */
        public boolean isAvailable() {
            return state.equals("available");
        }

        /** Whether it is being created. */
        public boolean isPending() {
            return state.equals("pending");
        }

        /** Whether it contains the content of this volume, which has stayed attached since before the image was created. */
        public boolean contains(Observation.AttachedVolume volume) {
            return created != null
                    && devices.contains(volume.device())
                    && volume.attached() != null
                    && !volume.attached().isAfter(created);
        }
    }

    /** Converts the SDK's description of an instance. */
    static final class Mapper {

        /** Owner of a public address that EC2 assigned at launch and releases at a stop. */
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

        /** An address without a known owner is treated as one that EC2 releases at a stop. */
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
     * Describes instances with their further properties. Several instances are requested by a filter, because one invalid
     * id in a list of ids makes the whole call fail.
     */
    public record Describer(ActuatorAwsClients clients) implements ResourceDescriber.KindDescriber {

        /** Number of instances per call. A filter accepts 200 values (EC2 API reference, Filter). */
        public static final int TOGETHER = 100;

        private static final String SELF = "self";

        /**
         * The current description by EC2. An empty result means that EC2 did not show the instance, not that it does not
         * exist (kubernetes-sigs/cluster-api-provider-aws#2915).
         */
        @Override
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
         * The current descriptions of several instances of one account and region, by one call: the properties on which a
         * plan is based, without those that need a call per instance. That an instance is absent from the result proves
         * nothing.
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
            return clients.instanceTypes()
                    .hasStorage(arn, shown.instanceTypeAsString())
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

        /** Read only for a running or stopped instance. Without the permission to read it, it stays unknown. */
        public Uni<Ec2Instance.Observation> withTerminationProtection(Arn arn, Ec2Instance.Observation sighting) {
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

        /** EC2 returns the time as text. A text that cannot be parsed means that the time is unknown. */
        private static @Nullable Instant time(@Nullable String text) {
            try {
                return text == null ? null : Instant.parse(text);
            } catch (DateTimeParseException e) {
                return null;
            }
        }
    }

    /**
     * Properties of instance types, each read once by a process because they do not change ({@link ActuatorAwsClients#instanceTypes}). DescribeInstances does not list the NVMe
     * instance store of newer types (g5, p4d, m5d) among the block devices, so only the type shows it.
     */
    public static final class TypeLookup {

        private static final String UNKNOWN = "InvalidInstanceType";

        private final ActuatorAwsClients clients;
        private final Map<String, InstanceTypeInfo> descriptions = new ConcurrentHashMap<>();

        TypeLookup(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        /**
         * Whether the type of an instance includes instance-store volumes; empty when EC2 does not know the type in this
         * region.
         */
        Uni<Optional<Boolean>> hasStorage(Arn instance, String type) {
            return describe(instance, type).map(found -> found.map(InstanceTypeInfo::instanceStorageSupported));
        }

        /** The description of the type of an instance; empty when EC2 does not know the type in this region. */
        public Uni<Optional<InstanceTypeInfo>> describe(Arn instance, String type) {
            String region = instance.region();
            InstanceTypeInfo known = descriptions.get(key(region, type));
            if (known != null) {
                return Uni.createFrom().item(Optional.of(known));
            }
            Ec2AsyncClient ec2 = clients.ec2WithRetry(instance);
            return ContextBoundUni.onWorker(
                            () -> ec2.describeInstanceTypes(request -> request.instanceTypesWithStrings(type)))
                    .map(answer -> find(answer, type))
                    .onFailure(failure -> AwsError.isCode(failure, UNKNOWN))
                    .recoverWithItem(Optional.empty())
                    .invoke(found -> found.filter(description -> description.instanceStorageSupported() != null)
                            .ifPresent(description -> descriptions.put(key(region, type), description)));
        }

        private static String key(String region, String type) {
            return region + " " + type;
        }

        private static Optional<InstanceTypeInfo> find(DescribeInstanceTypesResponse answer, String type) {
            return answer.instanceTypes().stream()
                    .filter(shown -> type.equals(shown.instanceTypeAsString()))
                    .findFirst();
        }
    }

    /** An instance is stopped where it can be, and the controllers of instances are known. */
    private static final class Owner implements TargetType.OwnerInstructions {

        @Override
        public String inTemplate(String resource, Arn target, Map<String, String> parameters) {
            return ControllerInstructions.stackInstance(resource);
        }

        @Override
        public String inTerraform(Arn target, Map<String, String> parameters) {
            return ControllerInstructions.ofInstance(ResourceController.TERRAFORM, target, Map.of());
        }

        @Override
        public String inOther(ResourceController controller, Arn target, Map<String, String> tags) {
            return ControllerInstructions.ofInstance(controller, target, tags);
        }
    }
}
