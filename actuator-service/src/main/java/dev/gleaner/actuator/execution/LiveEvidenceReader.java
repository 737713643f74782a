package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ScalingGroup;
import dev.gleaner.actuator.aws.evidence.InstanceSessions;
import dev.gleaner.actuator.aws.evidence.InstanceUsage;
import dev.gleaner.actuator.aws.evidence.LongTermUse;
import dev.gleaner.actuator.aws.evidence.TrainingCheckpointStatus;
import dev.gleaner.actuator.aws.evidence.VolumeOperations;
import dev.gleaner.actuator.guard.GuardConfig;
import dev.gleaner.actuator.guard.GuardContext;
import dev.gleaner.actuator.guard.IdlenessRequirement;
import dev.gleaner.actuator.work.WorkReportInForce;
import dev.gleaner.actuator.work.WorkReportRepository;
import dev.gleaner.contracts.finding.IdlenessLimits;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads from AWS how the target is used now, as far as the guards of the action need it. */
@ApplicationScoped
class LiveEvidenceReader {

    /** Instances of a group whose sessions are read one by one. */
    private static final int MOST_MEMBERS = 100;

    private final InstanceUsage.Reader instanceUsageReader;
    private final VolumeOperations.Reader volumeOperationsReader;
    private final TrainingCheckpointStatus.Reader trainingCheckpointReader;
    private final InstanceSessions.Reader instanceSessionsReader;
    private final WorkReportRepository workReportRepository;
    private final InstanceEvidenceReader instanceEvidenceReader;
    private final GuardConfig guards;
    private final IdlenessRequirement required;

    LiveEvidenceReader(
            InstanceUsage.Reader instanceUsageReader,
            VolumeOperations.Reader volumeOperationsReader,
            TrainingCheckpointStatus.Reader trainingCheckpointReader,
            InstanceSessions.Reader instanceSessionsReader,
            WorkReportRepository workReportRepository,
            InstanceEvidenceReader instanceEvidenceReader,
            GuardConfig guards) {
        this.instanceUsageReader = instanceUsageReader;
        this.volumeOperationsReader = volumeOperationsReader;
        this.trainingCheckpointReader = trainingCheckpointReader;
        this.instanceSessionsReader = instanceSessionsReader;
        this.workReportRepository = workReportRepository;
        this.instanceEvidenceReader = instanceEvidenceReader;
        this.guards = guards;
        this.required = IdlenessRequirement.of(guards);
    }

    /** Reads what the guards need for the next step of a claimed action. */
    Uni<GuardContext.LiveEvidence> read(
            Action.Claim claim, ActionDefinition<ResourceObservation> definition, Optional<ResourceObservation> shown) {
        return combine(
                readUsage(claim, definition),
                readVolumes(claim, definition, shown),
                readCheckpoint(claim, definition, shown),
                readSessions(claim, definition, shown),
                readLongTermUse(claim, definition, shown),
                readReportedWork(
                        claim.action().order().target(),
                        shown.filter(any ->
                                !isGroup(any) || definition.preconditions().contains(TargetPrecondition.FREE_MEMBERS))),
                readGpus(claim.action().order().target(), shown.filter(any -> stops(definition))),
                readMembers(
                        claim.action().order().target(),
                        shown.filter(any -> definition.preconditions().contains(TargetPrecondition.FREE_MEMBERS)
                                && !claim.action().hasBegun())));
    }

    /** Reads what is known of each instance of a target that is an Auto Scaling group; nothing of other targets. */
    private Uni<List<GuardContext.MemberEvidence>> readMembers(Arn target, Optional<ResourceObservation> shown) {
        return shown.filter(LiveEvidenceReader::isGroup)
                .map(now -> instanceEvidenceReader.read(
                        members(target, shown), target.region(), now.subject().tags()))
                .orElseGet(() -> Uni.createFrom().item(List.of()));
    }

    private static boolean isGroup(ResourceObservation shown) {
        return shown instanceof ScalingGroup.Observation;
    }

    /** Reads at the same time: the lease of the action goes on meanwhile. */
    private static Uni<GuardContext.LiveEvidence> combine(
            Uni<InstanceUsage> usage,
            Uni<VolumeOperations> volumes,
            Uni<TrainingCheckpointStatus> checkpoint,
            Uni<InstanceSessions> sessions,
            Uni<LongTermUse> longTermUse,
            Uni<Optional<WorkReportInForce>> reportedWork,
            Uni<InstanceEvidenceReader.GpuEvidence> gpus,
            Uni<List<GuardContext.MemberEvidence>> members) {
        return Uni.combine()
                .all()
                .unis(usage, volumes, checkpoint, sessions, longTermUse, reportedWork, gpus, members)
                .with((used, operations, saved, open, days, reported, read, each) -> new GuardContext.LiveEvidence(
                        used, operations, saved, open, days, reported, read.accelerators(), read.activity(), each));
    }

    private Uni<InstanceEvidenceReader.GpuEvidence> readGpus(Arn target, Optional<ResourceObservation> shown) {
        return shown.filter(Ec2Instance.Observation.class::isInstance)
                .map(now -> instanceEvidenceReader.readGpus(target, Ec2Instance.TYPE.observed(now)))
                .orElseGet(() -> Uni.createFrom()
                        .item(new InstanceEvidenceReader.GpuEvidence(
                                GuardContext.LiveEvidence.NONE.accelerators(), Optional.empty())));
    }

    /** Reads what the guards need before one of several actions besides {@link #readUsage}, for a preview. */
    Uni<GuardContext.LiveEvidence> read(
            Instant now, Arn target, Set<TargetPrecondition> preconditions, Optional<ResourceObservation> shown) {
        Optional<ResourceObservation> stoppable = shown.filter(any -> any instanceof Ec2Instance.Observation
                ? preconditions.contains(TargetPrecondition.LOSING_NOTHING)
                : isGroup(any) && preconditions.contains(TargetPrecondition.FREE_MEMBERS));
        Uni<VolumeOperations> volumes = preconditions.contains(TargetPrecondition.IDLE)
                ? volumeOperationsReader.readLastHours(now, guards.hours(), target, volumes(shown))
                : Uni.createFrom().item(VolumeOperations.UNREAD);
        return combine(
                Uni.createFrom().item(InstanceUsage.NONE),
                volumes,
                readCheckpoint(target, stoppable),
                readSessions(target, stoppable),
                readLongTermUse(now, target, preconditions, shown),
                readReportedWork(target, stoppable),
                readGpus(target, stoppable),
                readMembers(target, stoppable));
    }

    /** Reads from the database whether someone is reported to be at work on an instance. */
    private Uni<Optional<WorkReportInForce>> readReportedWork(Arn target, Optional<ResourceObservation> shown) {
        return shown.filter(Ec2Instance.Observation.class::isInstance).isPresent()
                ? workReportRepository.findHolding(target.toString())
                : firstReport(members(target, shown));
    }

    /** The first report about one of these instances. */
    private Uni<Optional<WorkReportInForce>> firstReport(List<Arn> instances) {
        return instances.isEmpty()
                ? Uni.createFrom().item(Optional.empty())
                : workReportRepository
                        .findHolding(instances.get(0).toString())
                        .flatMap(found -> found.isPresent()
                                ? Uni.createFrom().item(found)
                                : firstReport(instances.subList(1, instances.size())));
    }

    /** The instances of a target that is an Auto Scaling group. */
    private static List<Arn> members(Arn target, Optional<ResourceObservation> shown) {
        return shown.filter(ScalingGroup.Observation.class::isInstance)
                .map(now -> ScalingGroup.TYPE.observed(now).group().size())
                .map(size -> size.instances().stream()
                        .map(id -> Arn.instance(target.region(), target.account(), id))
                        .toList())
                .orElse(List.of());
    }

    /** The first instance on which someone has a session, or whose sessions cannot be read, decides. */
    private Uni<InstanceSessions> readSessionsOfMembers(List<Arn> instances) {
        if (instances.isEmpty()) {
            return Uni.createFrom().item(new InstanceSessions.None());
        }
        if (instances.size() > MOST_MEMBERS) {
            return Uni.createFrom()
                    .item(new InstanceSessions.Unreadable(
                            "the group has " + instances.size() + " instances, more than " + MOST_MEMBERS));
        }
        return instanceSessionsReader
                .read(instances.get(0))
                .flatMap(sessions -> sessions instanceof InstanceSessions.None
                        ? readSessionsOfMembers(instances.subList(1, instances.size()))
                        : Uni.createFrom().item(sessions));
    }

    private Uni<InstanceUsage> readUsage(Action.Claim claim, ActionDefinition<ResourceObservation> definition) {
        boolean hasToBeQuiet = definition.isUndo() && definition.preconditions().contains(TargetPrecondition.QUIET);
        if ((!definition.needsIdleness() && !hasToBeQuiet) || claim.action().step() > 0) {
            return Uni.createFrom().item(InstanceUsage.NONE);
        }
        Arn target = claim.action().order().target();
        return hasToBeQuiet || claim.action().schedule().isPresent()
                ? instanceUsageReader.readLastMinutes(claim.now(), target)
                : instanceUsageReader.readWindow(
                        claim.now(), required.applicable(claim.action().order().idleness()), target);
    }

    /** Reads the use of a target in the windows of these plans, for a preview, by the limits that apply to them. */
    Uni<Map<IdlenessLimits, InstanceUsage>> readUsage(Instant now, Arn target, List<Optional<IdlenessLimits>> plans) {
        return Multi.createFrom()
                .iterable(plans.stream()
                        .map(planned -> applicable(planned.orElse(null)))
                        .distinct()
                        .toList())
                .onItem()
                .transformToUniAndConcatenate(limits ->
                        instanceUsageReader.readWindow(now, limits, target).map(usage -> Map.entry(limits, usage)))
                .collect()
                .asMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /** The limits by which the use of a target is read. */
    IdlenessLimits applicable(@Nullable IdlenessLimits planned) {
        return required.applicable(planned);
    }

    private Uni<VolumeOperations> readVolumes(
            Action.Claim claim, ActionDefinition<ResourceObservation> definition, Optional<ResourceObservation> shown) {
        boolean hasToBeQuiet = definition.isUndo() && definition.preconditions().contains(TargetPrecondition.QUIET);
        if ((!definition.needsIdleness() && !hasToBeQuiet) || claim.action().step() > 0) {
            return Uni.createFrom().item(VolumeOperations.UNREAD);
        }
        Arn target = claim.action().order().target();
        return hasToBeQuiet || claim.action().schedule().isPresent()
                ? volumeOperationsReader.readLastMinutes(claim.now(), target, volumes(shown))
                : volumeOperationsReader.readLastHours(claim.now(), guards.hours(), target, volumes(shown));
    }

    /** The ids of the volumes of an instance. */
    private static List<String> volumes(Optional<ResourceObservation> shown) {
        return shown.filter(Ec2Instance.Observation.class::isInstance)
                .map(now -> Ec2Instance.TYPE.observed(now).volumes().stream()
                        .map(Ec2Instance.Observation.AttachedVolume::id)
                        .toList())
                .orElse(List.of());
    }

    /** What an action that has begun did to the target is not its use. A schedule stops what is at work at other hours. */
    private Uni<LongTermUse> readLongTermUse(
            Action.Claim claim, ActionDefinition<ResourceObservation> definition, Optional<ResourceObservation> shown) {
        boolean isStart = !definition.isUndo()
                && !claim.action().hasBegun()
                && claim.action().schedule().isEmpty();
        return readLongTermUse(
                claim.now(), claim.action().order().target(), definition.preconditions(), shown.filter(any -> isStart));
    }

    private Uni<LongTermUse> readLongTermUse(
            Instant now, Arn target, Set<TargetPrecondition> preconditions, Optional<ResourceObservation> shown) {
        return shown.filter(any -> any instanceof Ec2Instance.Observation instance
                        ? preconditions.contains(TargetPrecondition.IDLE)
                                && !instance.instance().state().equals(Ec2Instance.STOPPED)
                        : preconditions.contains(TargetPrecondition.LONG_UNUSED))
                .map(any -> instanceUsageReader.readLongTerm(now, target, any, guards.busy()))
                .orElseGet(() -> Uni.createFrom().item(new LongTermUse.Unread()));
    }

    private Uni<TrainingCheckpointStatus> readCheckpoint(
            Action.Claim claim, ActionDefinition<ResourceObservation> definition, Optional<ResourceObservation> shown) {
        return readCheckpoint(claim.action().order().target(), shown.filter(any -> stops(definition)));
    }

    private static boolean stops(ActionDefinition<ResourceObservation> definition) {
        Set<TargetPrecondition> preconditions = definition.preconditions();
        boolean stopsInstance = preconditions.contains(TargetPrecondition.LOSING_NOTHING)
                && (!definition.isUndo() || preconditions.contains(TargetPrecondition.QUIET));
        return stopsInstance || preconditions.contains(TargetPrecondition.FREE_MEMBERS);
    }

    /** Once an action has begun, its own first step has stopped the instance. */
    private Uni<InstanceSessions> readSessions(
            Action.Claim claim, ActionDefinition<ResourceObservation> definition, Optional<ResourceObservation> shown) {
        return readSessions(
                claim.action().order().target(),
                shown.filter(any -> stops(definition) && !claim.action().hasBegun()));
    }

    /** Nobody has a session on a stopped instance. */
    private Uni<InstanceSessions> readSessions(Arn target, Optional<ResourceObservation> shown) {
        if (guards.sessions() && shown.filter(LiveEvidenceReader::isGroup).isPresent()) {
            return readSessionsOfMembers(members(target, shown));
        }
        boolean isNeeded = guards.sessions()
                && shown.filter(Ec2Instance.Observation.class::isInstance)
                        .map(Ec2Instance.Observation.class::cast)
                        .filter(now -> !now.instance().state().equals(Ec2Instance.STOPPED))
                        .isPresent();
        return isNeeded ? instanceSessionsReader.read(target) : Uni.createFrom().item(new InstanceSessions.Unread());
    }

    /** Reads the newest checkpoint of this target, if there is one and its tags name a location. */
    private Uni<TrainingCheckpointStatus> readCheckpoint(Arn target, Optional<ResourceObservation> shown) {
        return shown.map(resourceObservation ->
                        resourceObservation.subject().tags().get(guards.checkpointTag()))
                .map(place -> trainingCheckpointReader.newest(place, target.region()))
                .orElseGet(() -> Uni.createFrom().item(new TrainingCheckpointStatus.None()));
    }
}
