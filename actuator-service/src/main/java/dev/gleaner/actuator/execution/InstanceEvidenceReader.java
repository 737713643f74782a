package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.evidence.InstanceAccelerators;
import dev.gleaner.actuator.aws.evidence.LongTermUse;
import dev.gleaner.actuator.aws.evidence.TrainingCheckpointStatus;
import dev.gleaner.actuator.guard.GuardConfig;
import dev.gleaner.actuator.guard.GuardContext;
import dev.gleaner.actuator.work.GpuActivityRepository;
import dev.gleaner.contracts.finding.GpuActivity;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads what the guards need of the GPUs of an instance, and of each instance of an Auto Scaling group that ends some of them. */
@ApplicationScoped
class InstanceEvidenceReader {

    /** Instances of a group that are read. */
    private static final int MOST_MEMBERS = 200;

    /** Instances by one call. */
    private static final int TOGETHER = Ec2Instance.Describer.TOGETHER;

    private final Ec2Instance.Describer describer;
    private final TrainingCheckpointStatus.Reader trainingCheckpointReader;
    private final Ec2Instance.TypeLookup typeLookup;
    private final GpuActivityRepository gpuActivityRepository;
    private final GuardConfig guards;

    InstanceEvidenceReader(
            ActuatorAwsClients clients,
            TrainingCheckpointStatus.Reader trainingCheckpointReader,
            GpuActivityRepository gpuActivityRepository,
            GuardConfig guards) {
        this.describer = new Ec2Instance.Describer(clients);
        this.trainingCheckpointReader = trainingCheckpointReader;
        this.typeLookup = clients.instanceTypes();
        this.gpuActivityRepository = gpuActivityRepository;
        this.guards = guards;
    }

    /** What is known of the accelerators of an instance: what its type has, and what the readings of its GPUs show. */
    record GpuEvidence(InstanceAccelerators accelerators, Optional<GpuActivity> activity) {}

    /** Reads the accelerators of the type of an instance from AWS, and what its GPUs did from the database. */
    Uni<GpuEvidence> readGpus(Arn instance, Ec2Instance.Observation shown) {
        String type = shown.instance().type();
        return typeLookup
                .describe(instance, type)
                .flatMap(description -> gpuActivityRepository
                        .find(instance.toString())
                        .map(activity -> new GpuEvidence(InstanceAccelerators.of(type, description), activity)));
    }

    /**
     * The instances that EC2 shows, of at most {@value #MOST_MEMBERS}: those of a larger group are not read, so that each of them is an
     * objection.
     *
     * @param groupTags tags of the group, which name the location of the checkpoints of an instance that does not name its own
     */
    Uni<List<GuardContext.MemberEvidence>> read(List<Arn> instances, String region, Map<String, String> groupTags) {
        if (instances.isEmpty() || instances.size() > MOST_MEMBERS) {
            return Uni.createFrom().item(List.of());
        }
        return describe(instances)
                .flatMap(shown -> checkpoints(shown, region, groupTags)
                        .flatMap(checkpoints -> Multi.createFrom()
                                .iterable(shown.entrySet())
                                .onItem()
                                .transformToUniAndConcatenate(member -> evidence(
                                        member.getKey(),
                                        member.getValue(),
                                        location(member.getValue(), groupTags)
                                                .map(checkpoints::get)
                                                .orElseGet(TrainingCheckpointStatus.None::new)))
                                .collect()
                                .asList()));
    }

    private Uni<Map<Arn, Ec2Instance.Observation>> describe(List<Arn> instances) {
        List<Arn> first = instances.subList(0, Math.min(TOGETHER, instances.size()));
        List<Arn> others = instances.subList(first.size(), instances.size());
        return describer
                .describe(first)
                .flatMap(shown -> others.isEmpty()
                        ? Uni.createFrom().item(shown)
                        : describe(others).map(more -> {
                            Map<Arn, Ec2Instance.Observation> all = new HashMap<>(shown);
                            all.putAll(more);
                            return all;
                        }));
    }

    private Optional<String> location(Ec2Instance.Observation shown, Map<String, String> groupTags) {
        return Optional.ofNullable(shown.instance().tags().get(guards.checkpointTag()))
                .or(() -> Optional.ofNullable(groupTags.get(guards.checkpointTag())));
    }

    /** The newest checkpoint by location, each of which is read once. */
    private Uni<Map<String, TrainingCheckpointStatus>> checkpoints(
            Map<Arn, Ec2Instance.Observation> shown, String region, Map<String, String> groupTags) {
        Set<String> locations = new TreeSet<>();
        shown.values().forEach(member -> location(member, groupTags).ifPresent(locations::add));
        return Multi.createFrom()
                .iterable(locations)
                .onItem()
                .transformToUniAndConcatenate(location ->
                        trainingCheckpointReader.newest(location, region).map(newest -> Map.entry(location, newest)))
                .collect()
                .asMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private Uni<GuardContext.MemberEvidence> evidence(
            Arn instance, Ec2Instance.Observation shown, TrainingCheckpointStatus checkpoint) {
        GuardContext.LiveEvidence unread = GuardContext.LiveEvidence.NONE;
        return readGpus(instance, shown)
                .map(read -> new GuardContext.MemberEvidence(
                        instance,
                        shown,
                        new GuardContext.LiveEvidence(
                                unread.usage(),
                                checkpoint,
                                unread.sessions(),
                                new LongTermUse.Unread(),
                                unread.reportedWork(),
                                read.accelerators(),
                                read.activity())));
    }
}
