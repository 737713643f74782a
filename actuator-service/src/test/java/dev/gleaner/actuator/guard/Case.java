package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ScalingGroup;
import dev.gleaner.actuator.aws.evidence.InstanceAccelerators;
import dev.gleaner.actuator.aws.evidence.InstanceSessions;
import dev.gleaner.actuator.aws.evidence.InstanceUsage;
import dev.gleaner.actuator.aws.evidence.LongTermUse;
import dev.gleaner.actuator.aws.evidence.TrainingCheckpointStatus;
import dev.gleaner.actuator.aws.evidence.VolumeOperations;
import dev.gleaner.actuator.work.WorkReportInForce;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.finding.GpuActivity;
import dev.gleaner.contracts.finding.IdlenessLimits;
import dev.gleaner.contracts.recurrence.DaysAtWork;
import dev.gleaner.contracts.resource.Arn;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An instance that may be stopped, until something is changed. */
final class Case {

    static final Instant NOW = Instant.parse("2026-11-24T12:34:56Z");
    static final Instant HOUR = NOW.truncatedTo(ChronoUnit.HOURS);

    /** Start of the five minutes that have not ended. */
    static final Instant FIVE_MINUTES = Instant.parse("2026-11-24T12:30:00Z");

    static final String ACCOUNT = "123456789012";
    private static final Arn ARN = Arn.instance("us-east-1", ACCOUNT, "i-1");

    Map<Instant, Double> operations = quietVolumes();
    Set<Instant> knownOperations = new HashSet<>(operations.keySet());
    boolean killSwitch;
    boolean findingHolds = true;
    String rule = "idle-instance";
    boolean shown = true;
    Instant validUntil = NOW.plusSeconds(1);
    String state = "running";
    String plannedState = "running";

    @Nullable
    Boolean instanceStorage = false;

    @Nullable
    String rootDevice = "ebs";

    @Nullable
    String lifecycle;

    Map<String, String> tags = Map.of("team", "vision");

    /** Of the remedy. */
    Map<String, String> parameters = Map.of();

    @Nullable
    Map<String, String> plannedTags;

    Optional<Instant> confirmed = Optional.of(NOW.minus(Duration.ofMinutes(119)));

    @Nullable
    Instant lastWork;

    @Nullable
    Instant lastProcess;

    @Nullable
    Instant lastUnknown;

    InstanceAccelerators accelerators = new InstanceAccelerators.None();

    /** Through when its GPUs were read, if they were. */
    Optional<Instant> gpusRead = Optional.empty();

    int gpus = 1;
    Instant launched = NOW.minusSeconds(9999);

    TrainingCheckpointStatus checkpoint = new TrainingCheckpointStatus.None();
    InstanceSessions sessions = new InstanceSessions.None();
    LongTermUse longTermUse = new LongTermUse.Known(new DaysAtWork(LocalDate.ofInstant(NOW, ZoneOffset.UTC)), 0);
    Optional<WorkReportInForce> reportedWork = Optional.empty();
    Optional<Instant> lastFinished = Optional.empty();
    final Map<Instant, Double> cpu = new HashMap<>();
    final Map<Instant, Double> in = new HashMap<>();
    final Map<Instant, Double> out = new HashMap<>();
    final Map<Instant, Double> lately = new HashMap<>();
    final Map<Instant, Double> latePeak = new HashMap<>();

    /** What the plan demands; null for the configuration's limits. */
    @Nullable
    IdlenessLimits idleness;

    Map<Instant, Double> peak = Map.of();
    final Set<Instant> withoutMaximum = new HashSet<>();
    String account = ACCOUNT;
    Arn arn = ARN;

    /** The target, if it is no instance. */
    @Nullable
    ScalingGroup group;

    /** What was read of its instances. */
    List<GuardContext.MemberEvidence> members = List.of();

    @Nullable
    String environment = "dev";

    Optional<String> schedule = Optional.empty();
    String decidedBy = "anna";
    boolean effectHolds = true;
    boolean begun;
    List<HourlyBudget> budgets =
            List.of(unspent(HourlyBudget.Unit.ACTIONS, 60), unspent(HourlyBudget.Unit.DOLLARS, 1000));
    BigDecimal dollars = BigDecimal.valueOf(140);
    CanaryWaveState wave = new CanaryWaveState("stop-instance", ACCOUNT, 1, 1, 0, 0, 0, Optional.empty());
    int comebacks;
    Set<TargetPrecondition> demands = EnumSet.allOf(TargetPrecondition.class);

    Case() {
        for (int hour = 0; hour <= 24; hour++) {
            cpu.put(HOUR.minus(hour, ChronoUnit.HOURS), 1.0);
            in.put(HOUR.minus(hour, ChronoUnit.HOURS), 50_000.0);
            out.put(HOUR.minus(hour, ChronoUnit.HOURS), 40_000.0);
        }
        for (int part = 2; part <= 6; part++) {
            lately.put(FIVE_MINUTES.minus(5L * part, ChronoUnit.MINUTES), 1.0);
        }
    }

    static HourlyBudget unspent(HourlyBudget.Unit unit, long perHour) {
        return new HourlyBudget(ACCOUNT, unit, BigDecimal.valueOf(perHour), List.of(), 0);
    }

    /** Of which so much counts for another minute. */
    static HourlyBudget spent(HourlyBudget.Unit unit, long perHour, long amount) {
        HourlyBudget.Spent spent = new HourlyBudget.Spent(BigDecimal.valueOf(amount), NOW.plusSeconds(60));
        return new HourlyBudget(ACCOUNT, unit, BigDecimal.valueOf(perHour), List.of(spent), 0);
    }

    long wholeHours() {
        return cpu.keySet().stream().filter(hour -> hour.isBefore(HOUR)).count();
    }

    /** Of the hours in which it uses the network, and of the last minutes. */
    private static Map<Instant, Double> quietVolumes() {
        Map<Instant, Double> quiet = new HashMap<>();
        for (int hour = 0; hour <= 24; hour++) {
            quiet.put(HOUR.minus(Duration.ofHours(hour)), 500.0);
        }
        return quiet;
    }

    GuardContext situation() {
        Map<String, String> shownTags = plannedTags == null ? tags : plannedTags;
        Ec2Instance planned =
                new Ec2Instance(plannedState, "m5.xlarge", "ebs", false, null, shownTags, instanceStorage, null);
        Ec2Instance now =
                new Ec2Instance(state, "m5.xlarge", rootDevice, false, lifecycle, tags, instanceStorage, null);
        Map<Instant, Double> maximum = new HashMap<>(cpu);
        maximum.putAll(peak);
        maximum.keySet().removeAll(withoutMaximum);
        Map<Instant, Double> lateMaximum = new HashMap<>(lately);
        lateMaximum.putAll(latePeak);
        InstanceUsage.HourlyCpu minutes = new InstanceUsage.HourlyCpu(lately, lateMaximum);
        return new GuardContext(
                NOW,
                killSwitch,
                validUntil,
                findingHolds,
                Optional.of(rule),
                new ActionOrder("act_1", arn, group == null ? planned : group, parameters, null, "act_1", idleness),
                shown ? Optional.of(observation(now)) : Optional.empty(),
                new GuardContext.LiveEvidence(
                        new InstanceUsage(
                                new InstanceUsage.HourlyCpu(cpu, maximum),
                                new InstanceUsage.HourlyTraffic(in, out),
                                minutes),
                        new VolumeOperations(operations, knownOperations),
                        checkpoint,
                        sessions,
                        longTermUse,
                        reportedWork,
                        accelerators,
                        gpusRead.map(through -> new GpuActivity(through, gpus, lastWork, lastProcess, lastUnknown)),
                        members),
                confirmed.map(FindingConfirmation::new),
                lastFinished,
                demands,
                schedule,
                effectHolds,
                new GuardContext.Scope(
                        account, Set.of(environment == null ? GuardContext.Scope.UNKNOWN : environment), decidedBy),
                new GuardContext.RateLimitState(begun, budgets, dollars, wave, comebacks));
    }

    private ResourceObservation observation(Ec2Instance now) {
        return group == null ? new Ec2Instance.Observation(now, launched) : new ScalingGroup.Observation(group);
    }

    /** An instance of a group about which nothing speaks against its end. */
    static GuardContext.MemberEvidence member(String id) {
        return member(id, new Ec2Instance("running", "m5.xlarge", "ebs", false, null, Map.of()));
    }

    static GuardContext.MemberEvidence member(String id, Ec2Instance instance) {
        return member(
                id, instance, new TrainingCheckpointStatus.None(), new InstanceAccelerators.None(), Optional.empty());
    }

    static GuardContext.MemberEvidence member(
            String id,
            Ec2Instance instance,
            TrainingCheckpointStatus checkpoint,
            InstanceAccelerators accelerators,
            Optional<GpuActivity> activity) {
        GuardContext.LiveEvidence unread = GuardContext.LiveEvidence.NONE;
        return new GuardContext.MemberEvidence(
                Arn.instance("us-east-1", ACCOUNT, id),
                new Ec2Instance.Observation(instance, NOW.minus(Duration.ofDays(40))),
                new GuardContext.LiveEvidence(
                        unread.usage(),
                        checkpoint,
                        unread.sessions(),
                        unread.longTermUse(),
                        unread.reportedWork(),
                        accelerators,
                        activity));
    }

    /** An Auto Scaling group of two instances. */
    static ScalingGroup twoInstances() {
        return new ScalingGroup(
                null,
                "lc-1",
                null,
                List.of(),
                null,
                Map.of("team", "vision"),
                new ScalingGroup.GroupSize(2, 2, 4, List.of("i-1", "i-2"), List.of()));
    }
}
