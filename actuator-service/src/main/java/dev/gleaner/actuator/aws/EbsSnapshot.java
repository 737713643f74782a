package dev.gleaner.actuator.aws;

import com.fasterxml.jackson.annotation.JsonAlias;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.EbsStorageManager;
import dev.gleaner.contracts.resource.ResourceKind;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.CreateVolumePermission;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion;
import software.amazon.awssdk.services.ec2.model.LockState;
import software.amazon.awssdk.services.ec2.model.LockedSnapshotsInfo;
import software.amazon.awssdk.services.ec2.model.SnapshotAttributeName;
import software.amazon.awssdk.services.rbin.RbinAsyncClient;
import software.amazon.awssdk.services.rbin.model.GetRuleResponse;
import software.amazon.awssdk.services.rbin.model.ResourceTag;
import software.amazon.awssdk.services.rbin.model.ResourceType;
import software.amazon.awssdk.services.rbin.model.RetentionPeriod;
import software.amazon.awssdk.services.rbin.model.RetentionPeriodUnit;
import software.amazon.awssdk.services.rbin.model.RuleStatus;
import software.amazon.awssdk.services.rbin.model.RuleSummary;

/**
 * Properties of an EBS snapshot on which a plan is based.
 *
 * @param state state in EC2's terms: pending, completed, error, recovering, ...
 * @param volume id of the volume of which it is; EC2 has an artificial one for copies
 * @param size size of the volume, GiB; 0 when EC2 did not return it
 * @param started time of its content; absent when EC2 did not return it
 * @param otherOwner the account, or the alias of AWS, to which it belongs; absent when it belongs to the account of its ARN
 * @param archived whether it is in the archive tier
 * @param usedBy ids of the account's images and launch templates that use it, those of images in the Recycle Bin included
 * @param sharedWith ids of accounts, or {@code all}, that may create volumes from it
 * @param lock state of its lock in EC2's terms; absent when it is not locked
 */
public record EbsSnapshot(
        String state,
        String volume,
        int size,
        @Nullable Instant started,
        @Nullable String otherOwner,
        boolean archived,
        @JsonAlias("images") List<String> usedBy,
        List<String> sharedWith,
        @Nullable String lock,
        Map<String, String> tags)
        implements ResourceSnapshot {

    /** What the actuator knows of its kind. */
    public static final TargetType<EbsSnapshot, Observation> TYPE = TargetType.of(
                    ResourceKind.SNAPSHOT, EbsSnapshot.class, Observation.class, Describer::new)
            .taggedBy(TagCalls.EC2);

    public static final String COMPLETED = "completed";
    private static final String PENDING = "pending";
    private static final String RECOVERING = "recovering";

    /** Number of tags that Gleaner adds before a deletion. */
    private static final int OURS = 2;

    public EbsSnapshot {
        usedBy = usedBy.stream().sorted().toList();
        sharedWith = sharedWith.stream().sorted().toList();
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** Without the tags that Gleaner sets before a deletion, and which stay after its undo. */
    @Override
    public EbsSnapshot canonical() {
        Map<String, String> theirs = new TreeMap<>(tags);
        theirs.keySet().removeAll(List.of(GleanerTagKeys.DELETED, GleanerTagKeys.RECYCLE_BIN));
        return new EbsSnapshot(state, volume, size, started, otherOwner, archived, usedBy, sharedWith, lock, theirs);
    }

    @Override
    public Optional<String> planningObstacle() {
        if (!state.equals(COMPLETED)) {
            return Optional.of("the snapshot is " + state + ", not " + COMPLETED);
        }
        if (otherOwner != null) {
            return Optional.of("the snapshot belongs to " + otherOwner);
        }
        if (!usedBy.isEmpty()) {
            return Optional.of("the snapshot is used by " + String.join(", ", usedBy));
        }
        if (!sharedWith.isEmpty()) {
            return Optional.of("the snapshot is shared with " + String.join(", ", sharedWith));
        }
        if (lock != null) {
            return Optional.of("the snapshot is locked (" + lock + ")");
        }
        if (canonical().tags.size() + OURS > Ec2TagMapper.MOST) {
            return Optional.of("the snapshot has too many tags for those that Gleaner sets before a deletion");
        }
        return manager();
    }

    private Optional<String> manager() {
        return EbsStorageManager.of(tags)
                .flatMap(manager ->
                        manager.tag(tags).map(tag -> manager.title() + " manages the snapshot (tag " + tag + ")"));
    }

    @Override
    public Optional<String> changedSince(ResourceSnapshot planned) {
        if (planned.canonical().equals(canonical())) {
            return Optional.empty();
        }
        if (planned instanceof EbsSnapshot before && !Objects.equals(before.started, started)) {
            return Optional.of("the snapshot is of " + started + ", planned was one of " + before.started);
        }
        return planningObstacle().or(() -> Optional.of("the snapshot or its tags changed since the plan"));
    }

    /** Whether volumes can be created from it. */
    public boolean isCompleted() {
        return state.equals(COMPLETED);
    }

    /** Whether it is being created or restored. */
    public boolean isComing() {
        return state.equals(PENDING) || state.equals(RECOVERING);
    }

    /** Whether it has the tags that an action sets before it deletes the snapshot. */
    public boolean isMarkedBy(String action) {
        return action.equals(tags.get(GleanerTagKeys.DELETED))
                && GleanerTagKeys.KEEP.equals(tags.get(GleanerTagKeys.RECYCLE_BIN));
    }

    /**
     * A retention rule of the Recycle Bin for snapshots.
     *
     * @param available false while it does not apply yet
     * @param days for which a deleted snapshot can be restored
     * @param tags the rule applies to snapshots with one of these tags; empty when it applies to all
     * @param excluded the rule does not apply to snapshots with one of these tags
     */
    public record RetentionRule(String id, boolean available, int days, List<TagPair> tags, List<TagPair> excluded) {

        /** Time for which a deleted snapshot has to be restorable, in days. */
        public static final int LEAST_DAYS = 7;

        public RetentionRule {
            tags = List.copyOf(tags);
            excluded = List.copyOf(excluded);
        }

        /**
         * Whether a snapshot with these tags is kept long enough, once the rule is available. The Recycle Bin compares keys
         * and values; whether a rule without a value applies to any value is not documented, so that such a rule includes
         * nothing here and excludes everything with the key.
         */
        boolean applies(Map<String, String> ofSnapshot) {
            boolean isIncluded = tags.isEmpty()
                    || tags.stream()
                            .anyMatch(tag -> tag.value() != null && tag.value().equals(ofSnapshot.get(tag.key())));
            boolean isExcluded = excluded.stream()
                    .anyMatch(tag -> ofSnapshot.containsKey(tag.key())
                            && (tag.value() == null || tag.value().equals(ofSnapshot.get(tag.key()))));
            return days >= LEAST_DAYS && isIncluded && !isExcluded;
        }

        /** A tag of a rule. */
        public record TagPair(String key, @Nullable String value) {}
    }

    /**
     * Description of a snapshot by EC2 and the Recycle Bin at one time.
     *
     * @param snapshot absent when EC2 answered {@code InvalidSnapshot.NotFound} for its id
     * @param recycledUntil until when it can be restored; absent when the Recycle Bin does not show it
     * @param rules those rules that apply to the snapshot with its tags
     */
    public record Observation(
            @Nullable EbsSnapshot snapshot, @Nullable Instant recycledUntil, List<RetentionRule> rules)
            implements ResourceObservation {

        public Observation {
            rules = rules.stream()
                    .sorted(Comparator.comparing(RetentionRule::id))
                    .toList();
        }

        @Override
        public ResourceSnapshot subject() {
            return snapshot == null ? new ResourceSnapshot.NotFound(ResourceKind.SNAPSHOT) : snapshot;
        }

        public boolean isRecycled() {
            return recycledUntil != null;
        }

        /** Whether the snapshot would be kept in the Recycle Bin if it were deleted now. */
        public boolean isCovered() {
            return rules.stream().anyMatch(RetentionRule::available);
        }

        /** Whether a rule that applies to the snapshot is about to become available. */
        public boolean isAboutToBeCovered() {
            return !isCovered() && !rules.isEmpty();
        }

        @Override
        public String state() {
            String shown = snapshot == null ? ResourceSnapshot.NotFound.STATE : snapshot.state();
            return isRecycled() ? shown + ", in the Recycle Bin until " + recycledUntil : shown;
        }

        @Override
        public String sentence() {
            return "the snapshot is " + state()
                    + (snapshot == null && !isRecycled() ? ", and the Recycle Bin does not show it" : "");
        }
    }

    /** Describes a snapshot, what uses it, and how the Recycle Bin treats it. */
    public record Describer(ActuatorAwsClients clients) implements ResourceDescriber.KindDescriber {

        private static final String NOT_FOUND = "InvalidSnapshot.NotFound";
        private static final String RULE_NOT_FOUND = "ResourceNotFoundException";
        private static final String SELF = "self";
        private static final String ARCHIVE = "archive";
        private static final String LATEST = "$Latest";
        private static final String DEFAULT = "$Default";
        private static final Pattern IMAGE = Pattern.compile("\\bami-[0-9a-f]+\\b");

        /**
         * The current description by EC2. The observation has no snapshot only if EC2 answers that the snapshot does not
         * exist. An answer without the snapshot gives an empty result and proves nothing; any other error is a failure.
         */
        @Override
        public Uni<Optional<ResourceObservation>> describe(Arn arn) {
            return ContextBoundUni.onWorker(() -> ec2(arn).describeSnapshots(request -> request.snapshotIds(arn.id())))
                    .map(answer -> answer.snapshots().stream()
                            .filter(shown -> arn.id().equals(shown.snapshotId()))
                            .map(Optional::of)
                            .findFirst())
                    .onFailure(failure -> AwsError.isCode(failure, NOT_FOUND))
                    .recoverWithItem(Optional.of(Optional.empty()))
                    .flatMap(said -> said.isPresent()
                            ? parts(arn, said.get()).map(Optional::of)
                            : Uni.createFrom().item(Optional.empty()));
        }

        private Uni<ResourceObservation> parts(
                Arn arn, Optional<software.amazon.awssdk.services.ec2.model.Snapshot> shown) {
            return recycledUntil(arn)
                    .flatMap(until -> shown.isEmpty()
                            ? Uni.createFrom().item(new EbsSnapshot.Observation(null, until.orElse(null), List.of()))
                            : snapshot(arn, shown.get())
                                    .flatMap(snapshot -> rules(arn, snapshot.tags())
                                            .map(rules ->
                                                    new EbsSnapshot.Observation(snapshot, until.orElse(null), rules))));
        }

        private Uni<EbsSnapshot> snapshot(Arn arn, software.amazon.awssdk.services.ec2.model.Snapshot shown) {
            return users(arn, shown)
                    .flatMap(usedBy -> sharedWith(arn)
                            .flatMap(sharedWith -> lock(arn)
                                    .map(lock -> new EbsSnapshot(
                                            String.valueOf(shown.stateAsString()),
                                            String.valueOf(shown.volumeId()),
                                            shown.volumeSize() == null ? 0 : shown.volumeSize(),
                                            shown.startTime(),
                                            otherOwner(arn, shown),
                                            ARCHIVE.equals(shown.storageTierAsString()),
                                            usedBy,
                                            sharedWith,
                                            lock.orElse(null),
                                            Ec2TagMapper.toMap(shown.tags())))));
        }

        private static @Nullable String otherOwner(Arn arn, software.amazon.awssdk.services.ec2.model.Snapshot shown) {
            if (shown.ownerAlias() != null) {
                return shown.ownerAlias();
            }
            return arn.account().equals(shown.ownerId()) ? null : "account " + shown.ownerId();
        }

        /** Images that are disabled can be enabled again, and use their snapshots. */
        private Uni<List<String>> images(Arn arn) {
            Filter ofSnapshot = Filter.builder()
                    .name("block-device-mapping.snapshot-id")
                    .values(arn.id())
                    .build();
            return ContextBoundUni.onWorker(() -> ec2(arn).describeImages(request ->
                            request.owners(SELF).includeDisabled(true).filters(ofSnapshot)))
                    .map(answer -> answer.images().stream().map(Image::imageId).toList());
        }

        /** Each of these can no longer be used to start an instance, or be restored, without the snapshot. */
        private Uni<List<String>> users(Arn arn, software.amazon.awssdk.services.ec2.model.Snapshot shown) {
            return images(arn)
                    .flatMap(images -> recycledImages(arn, imagesNamedIn(String.valueOf(shown.description())))
                            .flatMap(recycled -> launchTemplates(arn, null)
                                    .map(templates -> Stream.of(images, recycled, templates)
                                            .flatMap(List::stream)
                                            .distinct()
                                            .toList())));
        }

        /** EC2 names the image in the description of a snapshot that it creates or copies for one. */
        private static Set<String> imagesNamedIn(String description) {
            return IMAGE.matcher(description).results().map(MatchResult::group).collect(Collectors.toSet());
        }

        /** The Recycle Bin does not show the snapshots of an image. */
        private Uni<List<String>> recycledImages(Arn arn, Set<String> named) {
            return named.isEmpty()
                    ? Uni.createFrom().item(List.of())
                    : imagesInRecycleBin(arn, null)
                            .map(recycled -> recycled.stream()
                                    .filter(named::contains)
                                    .map(image -> image + " (in the Recycle Bin)")
                                    .toList());
        }

        private Uni<List<String>> imagesInRecycleBin(Arn arn, @Nullable String token) {
            return ContextBoundUni.onWorker(() -> ec2(arn).listImagesInRecycleBin(request -> request.nextToken(token)))
                    .flatMap(answer -> {
                        List<String> page = answer.images().stream()
                                .flatMap(shown -> Stream.ofNullable(shown.imageId()))
                                .toList();
                        return answer.nextToken() == null
                                ? Uni.createFrom().item(page)
                                : imagesInRecycleBin(arn, answer.nextToken()).map(rest -> joined(page, rest));
                    });
        }

        /** Of all launch templates the default and the latest version; EC2 lists others only by template. */
        private Uni<List<String>> launchTemplates(Arn arn, @Nullable String token) {
            return ContextBoundUni.onWorker(() -> ec2(arn).describeLaunchTemplateVersions(
                                    request -> request.versions(LATEST, DEFAULT).nextToken(token)))
                    .flatMap(answer -> {
                        List<String> page = answer.launchTemplateVersions().stream()
                                .filter(version -> isMapped(version, arn.id()))
                                .map(version -> version.launchTemplateName() + " (" + version.launchTemplateId() + ")")
                                .toList();
                        return answer.nextToken() == null
                                ? Uni.createFrom().item(page)
                                : launchTemplates(arn, answer.nextToken()).map(rest -> joined(page, rest));
                    });
        }

        private static boolean isMapped(LaunchTemplateVersion version, String snapshot) {
            return version.launchTemplateData() != null
                    && version.launchTemplateData().blockDeviceMappings().stream()
                            .anyMatch(device -> device.ebs() != null
                                    && snapshot.equals(device.ebs().snapshotId()));
        }

        private Uni<List<String>> sharedWith(Arn arn) {
            return ContextBoundUni.onWorker(() -> ec2(arn).describeSnapshotAttribute(request ->
                            request.snapshotId(arn.id()).attribute(SnapshotAttributeName.CREATE_VOLUME_PERMISSION)))
                    .map(answer -> answer.createVolumePermissions().stream()
                            .flatMap(Describer::holder)
                            .filter(holder -> !holder.equals(arn.account()))
                            .toList());
        }

        private static Stream<String> holder(CreateVolumePermission permission) {
            return Stream.of(Optional.ofNullable(permission.userId()), Optional.ofNullable(permission.groupAsString()))
                    .flatMap(Optional::stream);
        }

        /** A lock that expired does not prevent a deletion any more. */
        private Uni<Optional<String>> lock(Arn arn) {
            return ContextBoundUni.onWorker(
                            () -> ec2(arn).describeLockedSnapshots(request -> request.snapshotIds(arn.id())))
                    .map(answer -> answer.snapshots().stream()
                            .filter(shown -> arn.id().equals(shown.snapshotId()))
                            .filter(shown -> shown.lockState() != LockState.EXPIRED)
                            .map(LockedSnapshotsInfo::lockStateAsString)
                            .findFirst());
        }

        private Uni<Optional<Instant>> recycledUntil(Arn arn) {
            return ContextBoundUni.onWorker(
                            () -> ec2(arn).listSnapshotsInRecycleBin(request -> request.snapshotIds(arn.id())))
                    .map(answer -> answer.snapshots().stream()
                            .filter(shown -> arn.id().equals(shown.snapshotId()))
                            .flatMap(shown -> Stream.ofNullable(shown.recycleBinExitTime()))
                            .findFirst())
                    .onFailure(failure -> AwsError.isCode(failure, NOT_FOUND))
                    .recoverWithItem(Optional.empty());
        }

        /** The rules that keep the snapshot long enough. Only the details of a rule have its tags. */
        private Uni<List<EbsSnapshot.RetentionRule>> rules(Arn arn, Map<String, String> tags) {
            return summaries(arn, null)
                    .flatMap(summaries -> Multi.createFrom()
                            .iterable(summaries)
                            .onItem()
                            .transformToUniAndConcatenate(summary -> rule(arn, summary.identifier()))
                            .collect()
                            .asList()
                            .map(rules -> rules.stream()
                                    .flatMap(Optional::stream)
                                    .filter(rule -> rule.applies(tags))
                                    .toList()));
        }

        private Uni<List<RuleSummary>> summaries(Arn arn, @Nullable String token) {
            return ContextBoundUni.onWorker(() -> recycleBin(arn)
                            .listRules(request -> request.resourceType(ResourceType.EBS_SNAPSHOT)
                                    .nextToken(token)))
                    .flatMap(answer -> {
                        List<RuleSummary> page = answer.rules().stream()
                                .filter(rule -> days(rule.retentionPeriod()) >= RetentionRule.LEAST_DAYS)
                                .toList();
                        return answer.nextToken() == null
                                ? Uni.createFrom().item(page)
                                : summaries(arn, answer.nextToken()).map(rest -> joined(page, rest));
                    });
        }

        private static <T> List<T> joined(List<T> page, List<T> rest) {
            List<T> all = new ArrayList<>(page);
            all.addAll(rest);
            return all;
        }

        /** Empty when the rule was deleted since it was listed. */
        private Uni<Optional<EbsSnapshot.RetentionRule>> rule(Arn arn, String id) {
            return ContextBoundUni.onWorker(() -> recycleBin(arn).getRule(request -> request.identifier(id)))
                    .map(answer -> Optional.of(rule(answer)))
                    .onFailure(failure -> AwsError.isCode(failure, RULE_NOT_FOUND))
                    .recoverWithItem(Optional.empty());
        }

        private static EbsSnapshot.RetentionRule rule(GetRuleResponse shown) {
            return new EbsSnapshot.RetentionRule(
                    shown.identifier(),
                    shown.status() == RuleStatus.AVAILABLE,
                    days(shown.retentionPeriod()),
                    pairs(shown.resourceTags()),
                    pairs(shown.excludeResourceTags()));
        }

        private static List<EbsSnapshot.RetentionRule.TagPair> pairs(List<ResourceTag> tags) {
            return tags.stream()
                    .map(tag -> new EbsSnapshot.RetentionRule.TagPair(tag.resourceTagKey(), tag.resourceTagValue()))
                    .toList();
        }

        /** A period in another unit counts as none. */
        private static int days(@Nullable RetentionPeriod period) {
            return period != null
                            && period.retentionPeriodUnit() == RetentionPeriodUnit.DAYS
                            && period.retentionPeriodValue() != null
                    ? period.retentionPeriodValue()
                    : 0;
        }

        private Ec2AsyncClient ec2(Arn arn) {
            return clients.ec2WithRetry(arn);
        }

        private RbinAsyncClient recycleBin(Arn arn) {
            return clients.forReading(RbinAsyncClient.class, RbinAsyncClient::builder, arn);
        }
    }
}
