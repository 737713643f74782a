package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.action.instance.LocalDataLossConsent;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.actuator.aws.evidence.InstanceAccelerators;
import dev.gleaner.actuator.aws.evidence.InstanceSessions;
import dev.gleaner.actuator.aws.evidence.InstanceUsage;
import dev.gleaner.actuator.aws.evidence.TrainingCheckpointStatus;
import dev.gleaner.actuator.work.WorkReportInForce;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.finding.GpuActivity;
import dev.gleaner.contracts.finding.IdlenessLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Guards against the loss of work: the instance has to be idle, and a stop must not lose its data. */
final class IdlenessGuards {

    private IdlenessGuards() {}

    /**
     * Refuses unless current metrics show an idle instance: in the window of its plan, by the limits of its plan, and in the last minutes.
     * Too few metrics do not show that.
     *
     * @param required what has to hold
     * @param delay longest time after which CloudWatch has the values of five minutes
     */
    record StillIdleGuard(IdlenessRequirement required, Duration delay) implements Guard.Refusing {

        @Override
        public String name() {
            return "still-idle";
        }

        @Override
        public boolean appliesTo(GuardContext guardContext) {
            return guardContext.demands().contains(TargetPrecondition.IDLE) && !guardContext.isStoppedAsPlanned();
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            return required.objection(guardContext.order().idleness())
                    .or(() -> new UsageWindow(
                                    applicable(guardContext),
                                    guardContext.now(),
                                    guardContext.fresh().usage(),
                                    delay)
                            .objection());
        }

        private IdlenessLimits applicable(GuardContext guardContext) {
            return required.applicable(guardContext.order().idleness());
        }

        @Override
        public String lift(GuardContext guardContext) {
            return required.objection(guardContext.order().idleness()).isPresent()
                    ? "Nothing ends it for this finding: its limits have to be within those of actuator.guard."
                    : "Wait until CloudWatch has values of the last "
                            + applicable(guardContext).windowText()
                            + " and none of them shows work; if there are no values, check that the instance reports them.";
        }

        @Override
        public boolean isLiftable(GuardContext guardContext) {
            return required.objection(guardContext.order().idleness()).isEmpty();
        }
    }

    /**
     * Refuses unless the last minutes show low CPU use: at the end of its scheduled hours an instance may have worked until
     * a moment ago. Missing metrics refuse.
     *
     * @param busy mean CPU over a few minutes, in percent, from which the action is refused
     */
    record CurrentlyQuietGuard(double busy) implements Guard.Refusing {

        @Override
        public String name() {
            return "quiet-now";
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            InstanceUsage.HourlyCpu cpu = guardContext.fresh().usage().lately();
            if (cpu.mean().isEmpty()) {
                return Optional.of("CloudWatch shows no CPU use of the last " + InstanceUsage.Reader.LATELY.toMinutes()
                        + " minutes");
            }
            return Optional.of(new TreeMap<>(cpu.mean()).lastEntry())
                    .filter(last -> !(last.getValue() < busy))
                    .map(last -> "it still works: CPU " + last.getValue() + " % in the minutes from " + last.getKey());
        }

        @Override
        public String lift(GuardContext guardContext) {
            return guardContext.schedule().isPresent()
                    ? "Wait until the CPU is quiet; the schedule tries again."
                    : "Wait until CloudWatch shows that the CPU is quiet, then undo it again.";
        }
    }

    /**
     * Refuses to stop an instance unless its GPUs were read lately, each of them, and none of them was at work or held by a process,
     * whatever its utilization. Readings that are absent, old or from before its last start refuse as well: a training keeps its GPUs
     * busy and its CPU idle. Accelerators that nobody reads are never known to be idle.
     *
     * @param age time for which no process may have held a GPU, and within which the GPUs must have been read
     * @param ahead how far in the future a reading may lie, as clocks differ
     */
    record NoGpuProcessGuard(Duration age, Duration ahead) implements Guard.Refusing {

        @Override
        public String name() {
            return "compute-process";
        }

        /** Nothing works on a stopped instance. */
        @Override
        public boolean appliesTo(GuardContext guardContext) {
            return guardContext.demands().contains(TargetPrecondition.LOSING_NOTHING)
                    && guardContext
                            .instance()
                            .filter(instance -> !instance.state().equals(Ec2Instance.STOPPED))
                            .isPresent();
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            return atWork(guardContext).or(() -> notKnown(guardContext));
        }

        private Optional<String> atWork(GuardContext guardContext) {
            Instant since = guardContext.now().minus(age);
            return lastProcess(guardContext)
                    .filter(last -> last.isAfter(since))
                    .map(last -> "a compute process was seen on one of its GPUs at " + last)
                    .or(() -> guardContext
                            .fresh()
                            .gpuActivity()
                            .map(GpuActivity::lastUnknown)
                            .filter(last -> last.isAfter(since))
                            .map(last -> "a reading of one of its GPUs at " + last
                                    + " does not show whether it was at work"));
        }

        private static Optional<Instant> lastProcess(GuardContext guardContext) {
            return later(
                    guardContext.fresh().gpuActivity().map(GpuActivity::lastProcess),
                    guardContext.confirmation().map(FindingConfirmation::lastProcess));
        }

        private Optional<String> notKnown(GuardContext guardContext) {
            InstanceAccelerators accelerators = guardContext.fresh().accelerators();
            if (accelerators instanceof InstanceAccelerators.Gpus gpus) {
                return guardContext
                        .fresh()
                        .gpuActivity()
                        .map(activity -> notRead(activity, gpus.count(), guardContext))
                        .orElseGet(() -> Optional.of("nobody reads its GPUs, of which it has " + gpus.count()));
            }
            if (accelerators instanceof InstanceAccelerators.Unread unread) {
                return Optional.of("it is not known whether its accelerators are at work: there are no readings of "
                        + unread.what());
            }
            return accelerators instanceof InstanceAccelerators.Unknown unknown
                    ? Optional.of("it is not known whether accelerators are at work there: " + unknown.why())
                    : Optional.empty();
        }

        private Optional<String> notRead(GpuActivity activity, int count, GuardContext guardContext) {
            Instant through = activity.through();
            return Guard.Refusing.refuseIf(
                            through.isBefore(guardContext.now().minus(age)),
                            "its GPUs were read through " + through + " only, longer than " + age + " ago")
                    .or(() -> Guard.Refusing.refuseIf(
                            through.isAfter(guardContext.now().plus(ahead)),
                            "its GPUs were read at " + through + ", which lies in the future"))
                    .or(() -> launched(guardContext)
                            .filter(through::isBefore)
                            .map(start -> "its GPUs were not read since it was started at " + start))
                    .or(() -> Guard.Refusing.refuseIf(
                            activity.gpus() < count,
                            "only " + activity.gpus() + " of its " + count + " GPUs are read"));
        }

        private static Optional<Instant> launched(GuardContext guardContext) {
            return guardContext
                    .observation()
                    .filter(Ec2Instance.Observation.class::isInstance)
                    .map(shown -> Ec2Instance.TYPE.observed(shown).launched());
        }

        @Override
        public String lift(GuardContext guardContext) {
            if (atWork(guardContext).isPresent() || notKnown(guardContext).isEmpty()) {
                return "End the process, then wait until none was seen for " + age + ".";
            }
            return isLiftable(guardContext)
                    ? "Have all of its GPUs read, by the GPU agent or DCGM exporter, then wait until the readings of "
                            + age + " show no process."
                    : "Nothing ends it for this remedy: make sure that its accelerators are idle, then stop it yourself.";
        }

        @Override
        public boolean isLiftable(GuardContext guardContext) {
            return !(guardContext.fresh().accelerators() instanceof InstanceAccelerators.Unread);
        }
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        return Stream.of(one, other).flatMap(Optional::stream).max(Comparator.naturalOrder());
    }

    /**
     * If a tag of the instance names the location of its checkpoints, requires a checkpoint that is newer than the last
     * work of its GPUs. An unknown or unreadable checkpoint counts as missing.
     */
    static final Guard.Refusing CHECKPOINT_SAVED = Guard.Refusing.of(
            "checkpoint",
            TargetPrecondition.LOSING_NOTHING,
            IdlenessGuards::checkpointMissing,
            "Save a checkpoint in the location that the tag names, or correct the tag so that the newest checkpoint is found"
                    + " there.");

    private static Optional<String> checkpointMissing(GuardContext guardContext) {
        TrainingCheckpointStatus checkpoint = guardContext.fresh().checkpoint();
        if (checkpoint instanceof TrainingCheckpointStatus.None) {
            return Optional.empty();
        }
        if (checkpoint instanceof TrainingCheckpointStatus.Unreadable unreadable) {
            return Optional.of("its checkpoints can't be read: " + unreadable.why());
        }
        Instant saved = ((TrainingCheckpointStatus.Newest) checkpoint).at();
        Optional<Instant> worked = later(
                guardContext.fresh().gpuActivity().map(GpuActivity::lastWork),
                guardContext.confirmation().map(FindingConfirmation::lastWork));
        if (worked.isEmpty()) {
            return Optional.of("it has checkpoints, and it is unknown when its GPUs last worked");
        }
        return Guard.Refusing.refuseIf(
                saved.isBefore(worked.get()),
                "its GPUs worked until " + worked.get() + ", and its newest checkpoint is of " + saved);
    }

    /**
     * Whether an action stops an instance on which people may be at work: one that is not stopped already, or any of a group that ends
     * some.
     */
    private static boolean mayInterruptPeople(GuardContext guardContext) {
        return guardContext
                .instance()
                .map(instance -> guardContext.demands().contains(TargetPrecondition.LOSING_NOTHING)
                        && !instance.state().equals(Ec2Instance.STOPPED))
                .orElseGet(() -> guardContext.demands().contains(TargetPrecondition.FREE_MEMBERS));
    }

    /**
     * Refuses a stop while someone has a session on the instance. Sessions that cannot be read, or were not, count as open: a person
     * at the keyboard leaves no trace in metrics (skypilot-org/skypilot#6292).
     */
    static final Guard OPEN_SESSION = new Guard.Uniform(
            "open-session",
            IdlenessGuards::mayInterruptPeople,
            IdlenessGuards::openSession,
            "End the session, or wait until it has ended. If the sessions cannot be read, allow the actuator's role"
                    + " ssm:DescribeSessions, or set actuator.guard.sessions=false where nobody uses Session Manager.");

    private static Optional<String> openSession(GuardContext guardContext) {
        InstanceSessions sessions = guardContext.fresh().sessions();
        if (sessions instanceof InstanceSessions.None) {
            return Optional.empty();
        }
        if (sessions instanceof InstanceSessions.Open open) {
            return Optional.of(open.owner() + " has an open session on it"
                    + (open.since() == null ? "" : ", since " + open.since()));
        }
        return Optional.of(
                sessions instanceof InstanceSessions.Unreadable unreadable
                        ? "it is not known whether someone has a session on it: " + unreadable.why()
                        : "it is not known whether someone has a session on it: the sessions were not read");
    }

    /**
     * Refuses a stop while someone is reported to be at work on the instance. Reports also put a finding in doubt, but a stop at the hours of a
     * schedule has none, and the analyzer may be behind.
     */
    static final Guard REPORTED_WORK = new Guard.Uniform(
            "reported-work",
            IdlenessGuards::mayInterruptPeople,
            IdlenessGuards::reportedWork,
            "Wait until the report ends. If it is wrong, an approver withdraws it by DELETE /activity of the collector.");

    private static Optional<String> reportedWork(GuardContext guardContext) {
        return guardContext
                .fresh()
                .reportedWork()
                .filter(report -> report.until().isAfter(guardContext.now()))
                .map(WorkReportInForce::sentence);
    }

    /**
     * Refuses a stop after which a start does not restore everything. The root device has to be on EBS, and the instance
     * must have no instance store, unless the owner tagged its content as expendable, or the approver of this action stated so.
     * This is decided by the devices and
     * the type that EC2 reports, not by device names (cloud-custodian/cloud-custodian#11118). A Spot instance is refused
     * too, since one of a one-time request cannot be stopped (cloud-custodian/cloud-custodian#8003).
     */
    record InstanceDataLossGuard() implements Guard.Refusing {

        private static final String UNLESS = ", unless its owner tags it " + GleanerTagKeys.INSTANCE_STORE + "="
                + GleanerTagKeys.SCRATCH + ", or who approves a stop states it, because its loss does not matter";

        @Override
        public String name() {
            return "loses-data";
        }

        @Override
        public boolean appliesTo(GuardContext guardContext) {
            return guardContext.demands().contains(TargetPrecondition.LOSING_NOTHING);
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            boolean isScratch = LocalDataLossConsent.isIn(guardContext.order().parameters());
            return guardContext
                    .instance()
                    .flatMap(instance -> loss(instance, isScratch || guardContext.isStoppedAsPlanned()));
        }

        @Override
        public String lift(GuardContext guardContext) {
            return isLiftable(guardContext)
                    ? "Tag the instance " + GleanerTagKeys.INSTANCE_STORE + "=" + GleanerTagKeys.SCRATCH
                            + " if the loss of its instance-store data does not matter; the approval of a stop or a schedule can state it"
                            + " instead."
                    : "Nothing ends it for this remedy: save its data, then terminate the instance yourself.";
        }

        /** Only the loss of instance-store data can be allowed. */
        @Override
        public boolean isLiftable(GuardContext guardContext) {
            return guardContext
                    .instance()
                    .filter(instance -> "ebs".equals(instance.rootDevice()) && !instance.isSpot())
                    .isPresent();
        }

        /** What was on instance-store volumes of a stopped instance is lost already. */
        private static Optional<String> loss(Ec2Instance instance, boolean isExpendable) {
            if (!"ebs".equals(instance.rootDevice())) {
                return Optional.of(
                        "its root device is " + instance.rootDevice() + ", not ebs: a stop would lose its data");
            }
            return Guard.Refusing.refuseIf(
                            instance.isSpot(), "it is a Spot instance: a one-time request cannot be stopped")
                    .or(() -> isExpendable || instance.hasScratchOnly() ? Optional.empty() : instanceStore(instance));
        }

        private static Optional<String> instanceStore(Ec2Instance instance) {
            if (instance.ephemeralData()) {
                return Optional.of("an instance-store device is mapped: a stop would lose its data" + UNLESS);
            }
            if (instance.instanceStorage() == null) {
                return Optional.of("EC2 does not report whether " + instance.type()
                        + " has instance-store volumes, of which a stop would lose the data" + UNLESS);
            }
            return Guard.Refusing.refuseIf(
                    instance.instanceStorage(),
                    instance.type() + " has instance-store volumes: a stop would lose what is on them" + UNLESS);
        }

        /** What is on disks of the host of an instance, or may be; empty if it has none. */
        static Optional<String> localDisks(Ec2Instance instance) {
            if (!"ebs".equals(instance.rootDevice())) {
                return Optional.of("what is on its root device, which is " + instance.rootDevice() + ", not ebs,");
            }
            if (instance.ephemeralData()) {
                return Optional.of("what is on its mapped instance-store device");
            }
            return instance.instanceStorage() == null
                    ? Optional.of("what is on the instance-store volumes, of which EC2 does not report whether "
                            + instance.type() + " has some,")
                    : Guard.Refusing.refuseIf(
                            instance.instanceStorage(),
                            "what is on the instance-store volumes of the " + instance.type());
        }
    }
}
