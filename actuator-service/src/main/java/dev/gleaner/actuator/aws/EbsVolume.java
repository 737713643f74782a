package dev.gleaner.actuator.aws;

import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.EbsStorageManager;
import dev.gleaner.contracts.resource.ResourceKind;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.OperatorResponse;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;
import software.amazon.awssdk.services.ec2.model.VolumeModification;

/**
 * Properties of an EBS volume on which a plan is based: all that is needed to create an equal volume.
 *
 * @param state state in EC2's terms: available, in-use, deleting, ...
 * @param attachments ids of the instances to which it is attached
 * @param size GiB; 0 when EC2 did not return it
 * @param iops I/O operations per second; EC2 also returns them for types that do not accept them
 * @param throughput MiB per second; absent for types without it
 * @param outpost ARN of the Outpost on which it lies; absent in a region
 * @param operator AWS service that manages it; absent when there is none
 */
public record EbsVolume(
        String state,
        List<String> attachments,
        String type,
        int size,
        @Nullable Integer iops,
        @Nullable Integer throughput,
        String zone,
        boolean encrypted,
        @Nullable String key,
        boolean multiAttach,
        @Nullable String outpost,
        @Nullable String operator,
        Map<String, String> tags)
        implements ResourceSnapshot {

    /** Parameter that only a remedy for the type of a volume has. */
    private static final String TYPE_PARAMETER = "type";

    /** What the actuator knows of its kind. */
    public static final TargetType<EbsVolume, Observation> TYPE = TargetType.of(
                    ResourceKind.VOLUME, EbsVolume.class, Observation.class, Describer::new)
            .ownedBy(TargetType.OwnerInstructions.of(
                    (resource, parameters) -> parameters.containsKey(TYPE_PARAMETER)
                            ? "set the properties of Resources." + resource + " by " + parameters
                            : "remove Resources." + resource + ", with DeletionPolicy: Snapshot",
                    (target, parameters) -> parameters.containsKey(TYPE_PARAMETER)
                            ? "set the arguments of the aws_ebs_volume of " + target.id()
                                    + ", or of the block device of its instance, by " + parameters
                            : "remove the aws_ebs_volume of " + target.id() + ", with final_snapshot = true"))
            .taggedBy(TagCalls.EC2);

    public static final String AVAILABLE = "available";
    public static final String IN_USE = "in-use";
    static final String CREATING = "creating";
    static final String DELETING = "deleting";
    static final String DELETED = "deleted";

    /** Number of tags that Gleaner adds to a replacement volume. */
    private static final int OURS = 2;

    public EbsVolume {
        attachments = attachments.stream().sorted().toList();
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** Only what is in the way of every action; {@link #deletionObstacle} has what is in the way of a deletion. */
    @Override
    public Optional<String> planningObstacle() {
        if (!isThere()) {
            return Optional.of("the volume is " + state);
        }
        if (outpost != null) {
            return Optional.of("the volume lies on an Outpost, where it can't be changed or recreated from here");
        }
        return operator == null ? Optional.empty() : Optional.of("the volume is managed by " + operator);
    }

    /** Why the volume must not be deleted, because it is in use or could not be replaced; empty when it may. */
    public Optional<String> deletionObstacle() {
        return reasonNotFree().or(this::planningObstacle).or(this::irreplaceable);
    }

    /** The attachment, or another reason why the volume is not free; empty when it is free. */
    public Optional<String> reasonNotFree() {
        if (!attachments.isEmpty()) {
            return Optional.of("the volume is attached to " + String.join(", ", attachments));
        }
        return state.equals(AVAILABLE) ? Optional.empty() : Optional.of("the volume is " + state + ", not available");
    }

    /** Why the volume could not be replaced by an equal one; empty when it can. */
    private Optional<String> irreplaceable() {
        if (size <= 0) {
            return Optional.of("EC2 did not report the size of the volume");
        }
        if (Ec2TagMapper.inheritedTags(tags, Map.of()).size() + OURS > Ec2TagMapper.MOST) {
            return Optional.of("the volume has too many tags for another one to get them all");
        }
        return EbsStorageManager.KUBERNETES
                .tag(tags)
                .map(tag -> "a claim of a Kubernetes cluster names the volume by its id (tag " + tag + ")");
    }

    /** Whether EC2 shows that its deletion has begun. A volume that EC2 no longer shows does not count. */
    public boolean isEnding() {
        return state.equals(DELETING) || state.equals(DELETED);
    }

    /** Whether the volume can be used. */
    public boolean isThere() {
        return state.equals(AVAILABLE) || state.equals(IN_USE);
    }

    /** Whether the volume is being created. */
    public boolean isComing() {
        return state.equals(CREATING);
    }

    @Override
    public Optional<String> changedSince(ResourceSnapshot planned) {
        if (planned instanceof EbsVolume before && !before.state.equals(state)) {
            return Optional.of("the volume is " + state + ", planned was " + before.state);
        }
        if (!planned.tags().equals(tags)) {
            return Optional.of("the tags of the volume changed since the plan");
        }
        return planned.equals(this) ? Optional.empty() : Optional.of("the volume changed since the plan");
    }

    /**
     * A volume that replaces one that an action of Gleaner deleted.
     *
     * @param action id of the action that deleted the original
     */
    public record Replacement(String id, String action, EbsVolume volume) {

        /** Whether the volume exists or is being created. */
        boolean isOfUse() {
            return volume.isThere() || volume.isComing();
        }
    }

    /**
     * Snapshot of a volume, created by an action of Gleaner.
     *
     * @param state state in EC2's terms: pending, completed, error, ...
     * @param size size of the volume, GiB
     * @param action id of the action that created it
     * @param started when its creation began, which is the time of its content; absent when EC2 did not return it
     */
    public record Snapshot(
            String id,
            String state,
            int size,
            String action,
            @Nullable Instant started) {

        private static final String PENDING = "pending";
        private static final String COMPLETED = "completed";

        /** A snapshot without a known start time. */
        public Snapshot(String id, String state, int size, String action) {
            this(id, state, size, action, null);
        }

        /** Whether a volume with the complete content can be created from the snapshot. */
        public boolean isCompleted() {
            return state.equals(COMPLETED);
        }

        /** Whether the snapshot is still being created. */
        public boolean isPending() {
            return state.equals(PENDING);
        }
    }

    /**
     * The latest modification of a volume by ModifyVolume.
     *
     * @param state state in EC2's terms: modifying, optimizing, completed, failed
     * @param started absent when EC2 did not return it
     * @param ended absent while it is under way
     */
    public record Modification(
            String state,
            @Nullable Instant started,
            @Nullable Instant ended) {

        /**
         * Time between two modifications of a volume. Source: Amazon EC2 API Reference, "ModifyVolume" ("you must wait at
         * least six hours").
         */
        public static final Duration COOLDOWN = Duration.ofHours(6);

        private static final String MODIFYING = "modifying";
        private static final String OPTIMIZING = "optimizing";
        private static final String FAILED = "failed";

        /** Whether the volume does not have its new properties yet. */
        public boolean isModifying() {
            return state.equals(MODIFYING);
        }

        /** Whether EC2 still works on it; while it optimizes, the volume has its new properties already. */
        public boolean isUnderWay() {
            return isModifying() || state.equals(OPTIMIZING);
        }

        public boolean isFailed() {
            return state.equals(FAILED);
        }

        /**
         * When the volume can be modified again, counted from the end of the modification, or from its start if EC2 does
         * not return the end; empty when neither is known.
         */
        public Optional<Instant> cooledDownAt() {
            return Optional.ofNullable(ended == null ? started : ended).map(last -> last.plus(COOLDOWN));
        }
    }

    /**
     * Description of a volume by EC2 at one time, with the snapshots and replacements that actions of Gleaner created.
     *
     * @param volume absent when EC2 answered {@code InvalidVolume.NotFound} for its id; an answer without a volume is no
     *     observation
     * @param snapshots only those that actions of Gleaner created
     * @param restored volumes that replace it
     * @param modification its latest modification; absent when EC2 shows none, and in observations of older versions
     */
    public record Observation(
            @Nullable EbsVolume volume,
            List<Snapshot> snapshots,
            List<Replacement> restored,
            @Nullable Modification modification)
            implements ResourceObservation {

        /** An observation of a volume that was never modified. */
        public Observation(@Nullable EbsVolume volume, List<Snapshot> snapshots, List<Replacement> restored) {
            this(volume, snapshots, restored, null);
        }

        public Observation {
            snapshots = snapshots.stream()
                    .sorted(Comparator.comparing(Snapshot::id))
                    .toList();
            restored = restored.stream()
                    .sorted(Comparator.comparing(Replacement::id))
                    .toList();
        }

        @Override
        public ResourceSnapshot subject() {
            return volume == null ? new ResourceSnapshot.NotFound(ResourceKind.VOLUME) : volume;
        }

        /** The snapshot that an action created. If there are several, a completed one is preferred. */
        public Optional<Snapshot> snapshot(String action) {
            return snapshots.stream()
                    .filter(snapshot -> snapshot.action().equals(action))
                    .min(Comparator.comparing(snapshot -> !snapshot.isCompleted()));
        }

        /** The replacement of the volume that an action deleted, except a replacement that was already unusable before. */
        public Optional<Replacement> restored(String action, Observation before) {
            return restored.stream()
                    .filter(candidate -> candidate.action().equals(action))
                    .filter(candidate -> candidate.isOfUse() || !before.shows(candidate.id()))
                    .min(Comparator.comparing(candidate -> !candidate.isOfUse()));
        }

        private boolean shows(String id) {
            return restored.stream().anyMatch(shown -> shown.id().equals(id));
        }

        @Override
        public String state() {
            return volume == null ? ResourceSnapshot.NotFound.STATE : volume.state();
        }

        @Override
        public String sentence() {
            StringBuilder sentence = new StringBuilder("the volume is ").append(state());
            if (volume != null && !volume.attachments().isEmpty()) {
                sentence.append(", attached to ").append(String.join(", ", volume.attachments()));
            }
            snapshots.forEach(snapshot -> sentence.append("; its snapshot ")
                    .append(snapshot.id())
                    .append(" is ")
                    .append(snapshot.state()));
            restored.forEach(other -> sentence.append("; ")
                    .append(other.id())
                    .append(", which stands for it, is ")
                    .append(other.volume().state()));
            if (modification != null) {
                sentence.append("; its last modification is ").append(modification.state());
            }
            return sentence.toString();
        }
    }

    /**
     * Reads the writes to a volume (VolumeWriteOps) from CloudWatch. A volume reports only while it is attached to an
     * instance, with a delay of some minutes. No value means that no writes are known; an incomplete answer proves nothing.
     */
    public record WriteMetricReader(ActuatorAwsClients clients) {

        private static final Duration PERIOD = Duration.ofMinutes(5);
        private static final String ID = "writes";

        /**
         * Number of writes since the start of the five minutes that contain this time; empty when CloudWatch did not return
         * all values.
         */
        public Uni<Optional<Double>> countWritesSince(Instant from, Arn volume) {
            Instant begin = Instant.ofEpochSecond(from.getEpochSecond() / PERIOD.toSeconds() * PERIOD.toSeconds());
            MetricDataQuery query = CloudWatchMetrics.query(
                    ID,
                    "AWS/EBS",
                    "VolumeWriteOps",
                    "Sum",
                    PERIOD,
                    CloudWatchMetrics.dimension("VolumeId", volume.id()));
            return CloudWatchMetrics.read(clients, volume, begin, Instant.now().plus(PERIOD), List.of(query))
                    .map(WriteMetricReader::writes);
        }

        private static Optional<Double> writes(GetMetricDataResponse answer) {
            Optional<MetricDataResult> writes = answer.metricDataResults().stream()
                    .filter(result -> ID.equals(result.id()))
                    .findFirst();
            boolean isWhole = answer.nextToken() == null
                    && writes.filter(result -> result.statusCode() == StatusCode.COMPLETE)
                            .isPresent();
            return isWhole
                    ? writes.map(result -> result.values().stream()
                            .mapToDouble(Double::doubleValue)
                            .sum())
                    : Optional.empty();
        }
    }

    /** Describes a volume, its snapshots, its replacements and its latest modification. */
    public record Describer(ActuatorAwsClients clients) implements ResourceDescriber.KindDescriber {

        private static final String NOT_FOUND = "InvalidVolume.NotFound";

        /**
         * The current description by EC2. The observation has no volume only if EC2 answers that the volume does not exist.
         * An answer without a volume gives an empty result and proves nothing
         * (kubernetes-sigs/cluster-api-provider-aws#2915); any other error is a failure (ClusterLabs/cluster-glue#35).
         */
        @Override
        public Uni<Optional<ResourceObservation>> describe(Arn arn) {
            return volume(arn)
                    .flatMap(said -> said.isPresent()
                            ? parts(arn, said.get()).map(Optional::of)
                            : Uni.createFrom().item(Optional.empty()));
        }

        private Uni<ResourceObservation> parts(Arn arn, Optional<EbsVolume> volume) {
            return snapshots(arn)
                    .flatMap(snapshots -> describeReplacements(arn)
                            .flatMap(restored -> modification(arn)
                                    .map(modification -> new EbsVolume.Observation(
                                            volume.orElse(null), snapshots, restored, modification.orElse(null)))));
        }

        /** Requested by a filter, because EC2 rejects the id of a volume that was never modified. */
        private Uni<Optional<EbsVolume.Modification>> modification(Arn arn) {
            return ContextBoundUni.onWorker(() -> ec2(arn).describeVolumesModifications(
                                    request -> request.filters(filter("volume-id", arn.id()))))
                    .map(answer -> answer.volumesModifications().stream()
                            .filter(shown -> shown.modificationState() != null)
                            .max(Comparator.comparing(
                                    VolumeModification::startTime, Comparator.nullsFirst(Comparator.naturalOrder())))
                            .map(shown -> new EbsVolume.Modification(
                                    shown.modificationStateAsString(), shown.startTime(), shown.endTime())));
        }

        /**
         * The outer value is empty when the answer contains no volume, the inner one when EC2 answers that the volume does
         * not exist.
         */
        private Uni<Optional<Optional<EbsVolume>>> volume(Arn arn) {
            return ContextBoundUni.onWorker(() -> ec2(arn).describeVolumes(request -> request.volumeIds(arn.id())))
                    .map(answer -> answer.volumes().stream()
                            .filter(volume -> arn.id().equals(volume.volumeId()))
                            .map(Describer::volume)
                            .map(Optional::of)
                            .findFirst())
                    .onFailure(failure -> AwsError.isCode(failure, NOT_FOUND))
                    .recoverWithItem(Optional.of(Optional.empty()));
        }

        private Uni<List<EbsVolume.Snapshot>> snapshots(Arn arn) {
            return ContextBoundUni.onWorker(() -> ec2(arn).describeSnapshots(request -> request.ownerIds("self")
                            .filters(filter("volume-id", arn.id()), filter("tag-key", GleanerTagKeys.ACTION))))
                    .map(answer ->
                            answer.snapshots().stream().map(Describer::snapshot).toList());
        }

        private Uni<List<EbsVolume.Replacement>> describeReplacements(Arn arn) {
            return ContextBoundUni.onWorker(() -> ec2(arn).describeVolumes(
                                    request -> request.filters(filter("tag:" + GleanerTagKeys.RESTORES, arn.id()))))
                    .map(answer -> answer.volumes().stream()
                            .map(shown -> describeReplacements(shown.volumeId(), volume(shown)))
                            .toList());
        }

        private static EbsVolume.Snapshot snapshot(software.amazon.awssdk.services.ec2.model.Snapshot shown) {
            String action = Ec2TagMapper.toMap(shown.tags()).getOrDefault(GleanerTagKeys.ACTION, "");
            return new EbsVolume.Snapshot(
                    shown.snapshotId(), shown.stateAsString(), orZero(shown.volumeSize()), action, shown.startTime());
        }

        private static EbsVolume.Replacement describeReplacements(String id, EbsVolume volume) {
            return new EbsVolume.Replacement(id, volume.tags().getOrDefault(GleanerTagKeys.ACTION, ""), volume);
        }

        private static EbsVolume volume(software.amazon.awssdk.services.ec2.model.Volume shown) {
            return new EbsVolume(
                    shown.stateAsString(),
                    shown.attachments().stream().map(Describer::holder).toList(),
                    shown.volumeTypeAsString(),
                    orZero(shown.size()),
                    shown.iops(),
                    shown.throughput(),
                    shown.availabilityZone(),
                    Boolean.TRUE.equals(shown.encrypted()),
                    shown.kmsKeyId(),
                    Boolean.TRUE.equals(shown.multiAttachEnabled()),
                    shown.outpostArn(),
                    operator(shown.operator()),
                    Ec2TagMapper.toMap(shown.tags()));
        }

        /** Services such as Fargate attach volumes without an instance in this account. */
        private static String holder(VolumeAttachment attachment) {
            return first(attachment, VolumeAttachment::instanceId)
                    .or(() -> first(attachment, VolumeAttachment::associatedResource))
                    .orElse("something that EC2 does not name");
        }

        private static Optional<String> first(VolumeAttachment attachment, Function<VolumeAttachment, String> name) {
            return Optional.ofNullable(name.apply(attachment));
        }

        private static @Nullable String operator(@Nullable OperatorResponse operator) {
            return operator != null && Boolean.TRUE.equals(operator.managed())
                    ? String.valueOf(operator.principal())
                    : null;
        }

        private static int orZero(@Nullable Integer size) {
            return size == null ? 0 : size;
        }

        private static Filter filter(String name, String value) {
            return Filter.builder().name(name).values(value).build();
        }

        private Ec2AsyncClient ec2(Arn arn) {
            return clients.ec2(arn);
        }
    }
}
