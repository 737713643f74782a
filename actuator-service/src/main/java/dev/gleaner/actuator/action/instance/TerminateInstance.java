package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.contracts.finding.Remedy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.CreateImageRequest;
import software.amazon.awssdk.services.ec2.model.Ec2Response;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Terminates an instance by quarantine: stops it, tags it and waits for days, makes an image of it, and only then ends it. */
@Singleton
public class TerminateInstance implements ActionDefinition {

    static final String NAME = "terminate-instance";

    private final List<ActionStep> steps;

    TerminateInstance(ActuatorAwsClients clients) {
        this.steps = List.of(
                new InstanceStep.StopStep(clients, QuarantineConditions::obstacleToStart),
                new QuarantineTagStep(clients),
                new CreateImageStep(clients),
                new TerminateStep(clients));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public TargetKind targetKind() {
        return TargetKind.INSTANCE;
    }

    @Override
    public boolean isUndo() {
        return false;
    }

    @Override
    public Optional<String> undoName() {
        return Optional.of(EndQuarantine.NAME);
    }

    @Override
    public boolean needsIdleness() {
        return true;
    }

    /** Never, whatever the remedy states: the last step can't be undone. */
    @Override
    public boolean isReversible(Remedy remedy) {
        return false;
    }

    @Override
    public List<ActionStep> steps() {
        return steps;
    }

    @Override
    public List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
        List<String> lost = new ArrayList<>(InstanceStep.IrreversibleStopEffects.describe(planned));
        lost.add("after the quarantine, the instance with its id and addresses: an image of its volumes stays");
        lost.add("nothing of what such an image costs, nor of volumes that are kept when their instance ends");
        return List.copyOf(lost);
    }

    /** A terminated instance costs nothing, whether EC2 still lists it or not. */
    @Override
    public boolean isPermanent() {
        return true;
    }

    /** Terminates an instance. It is gone when EC2 shows it terminated, and not when it shows nothing. */
    static final class TerminateStep extends InstanceStep {

        TerminateStep(ActuatorAwsClients clients) {
            super(clients, QuarantineConditions::obstacleToTermination);
        }

        @Override
        public String name() {
            return "terminate";
        }

        @Override
        public String call() {
            return "ec2:TerminateInstances";
        }

        /** The finding need not be open: an instance that was stopped for days is not idle for the rule that found it. */
        @Override
        public boolean isIrreversible() {
            return true;
        }

        @Override
        public CompletableFuture<? extends Ec2Response> send(
                Ec2AsyncClient ec2, ActionOrder order, Ec2Instance.Observation before) {
            return ec2.terminateInstances(
                    request -> request.instanceIds(order.target().id()));
        }

        @Override
        protected StepProgress evaluateProgress(
                ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
            return switch (now.state()) {
                case Ec2Instance.TERMINATED -> StepProgress.DONE;
                case Ec2Instance.SHUTTING_DOWN -> StepProgress.UNDER_WAY;
                default -> StepProgress.NOT_YET;
            };
        }
    }

    /** Keeps the volumes of an instance as an image: what is left of it, and the way back. */
    static final class CreateImageStep extends InstanceStep {

        /** Snapshots of large volumes take hours. */
        private static final Duration PATIENCE = Duration.ofDays(1);

        CreateImageStep(ActuatorAwsClients clients) {
            super(clients, QuarantineConditions::endReason);
        }

        @Override
        public String name() {
            return "image";
        }

        @Override
        public String call() {
            return "ec2:CreateImage";
        }

        @Override
        public String overtakenMessage() {
            return "its image did not become what it has to be, or somebody started the instance or took its tag off";
        }

        /** It is made of what will be terminated, and so not before that may be. */
        @Override
        public boolean isIrreversible() {
            return true;
        }

        @Override
        public Optional<Duration> observationTimeout() {
            return Optional.of(PATIENCE);
        }

        /** EC2 takes a name once, so that a second call makes no second image. */
        @Override
        public CompletableFuture<? extends Ec2Response> send(
                Ec2AsyncClient ec2, ActionOrder order, Ec2Instance.Observation before) {
            TagSpecification tags = TagSpecification.builder()
                    .resourceType(ResourceType.IMAGE)
                    .tags(tag -> tag.key(GleanerTagKeys.ACTION).value(order.action()))
                    .build();
            return ec2.createImage(CreateImageRequest.builder()
                    .instanceId(order.target().id())
                    .name("gleaner-" + order.action())
                    .description("Of " + order.target().id() + " before it was terminated")
                    .noReboot(true)
                    .tagSpecifications(tags)
                    .build());
        }

        @Override
        protected StepProgress evaluateProgress(
                ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
            if (now.instance().isTerminated()) {
                return StepProgress.LOST;
            }
            if (QuarantineConditions.endReason(order, now).isPresent()) {
                return StepProgress.OVERTAKEN;
            }
            Ec2Instance.QuarantineImage image = now.image();
            if (image == null) {
                return StepProgress.NOT_YET;
            }
            if (image.isAvailable()) {
                return StepProgress.DONE;
            }
            return image.isPending() ? StepProgress.UNDER_WAY : StepProgress.CONTESTED;
        }
    }

    /** Tags a stopped instance as to be terminated, which gives people days to object. */
    static final class QuarantineTagStep extends InstanceStep {

        QuarantineTagStep(ActuatorAwsClients clients) {
            super(clients, QuarantineConditions::obstacleToTagging);
        }

        @Override
        public String name() {
            return "quarantine";
        }

        @Override
        public String call() {
            return "ec2:CreateTags";
        }

        @Override
        public String overtakenMessage() {
            return "another action put the instance into quarantine at the same time";
        }

        @Override
        public Duration delayAfter(ActionOrder order) {
            return QuarantineConditions.duration(order);
        }

        @Override
        public CompletableFuture<? extends Ec2Response> send(
                Ec2AsyncClient ec2, ActionOrder order, Ec2Instance.Observation before) {
            return ec2.createTags(request -> request.resources(order.target().id())
                    .tags(tag -> tag.key(GleanerTagKeys.QUARANTINED).value(order.action())));
        }

        @Override
        protected StepProgress evaluateProgress(
                ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
            if (now.instance().isTerminated()) {
                return StepProgress.LOST;
            }
            if (QuarantineConditions.isTagged(order, now)) {
                return StepProgress.DONE;
            }
            boolean isOthers = now.instance().tags().containsKey(GleanerTagKeys.QUARANTINED);
            return isOthers ? StepProgress.CONTESTED : StepProgress.NOT_YET;
        }
    }

    /**
     * Takes the tag of {@link TerminateInstance} off and lets the instance run again: its undo, until it is terminated. An instance
     * that did not run before, or that somebody started and stopped again since, is left stopped.
     */
    @Singleton
    public static class EndQuarantine implements ActionDefinition {

        static final String NAME = "end-quarantine";

        private final List<ActionStep> steps;

        EndQuarantine(ActuatorAwsClients clients) {
            this.steps = List.of(new UntagStep(clients, EndQuarantine::gone), new StartAsBefore(clients));
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public TargetKind targetKind() {
            return TargetKind.INSTANCE;
        }

        @Override
        public boolean isUndo() {
            return true;
        }

        @Override
        public boolean needsIdleness() {
            return false;
        }

        @Override
        public Set<TargetPrecondition> preconditions() {
            return EnumSet.noneOf(TargetPrecondition.class);
        }

        @Override
        public List<ActionStep> steps() {
            return steps;
        }

        private static Optional<String> gone(ActionOrder order, Ec2Instance.Observation now) {
            Ec2Instance.QuarantineImage image = now.image();
            return InstanceStep.StepObstacle.when(
                    now.instance().isTerminated(),
                    "the instance is terminated, and nothing brings it back; launch a new one from the image "
                            + (image == null ? "" : image.id() + ", ") + "tagged " + GleanerTagKeys.ACTION + "="
                            + order.action());
        }
    }

    /** Takes the tag of one quarantine off, and of no other. */
    static final class UntagStep extends InstanceStep {

        UntagStep(ActuatorAwsClients clients, InstanceStep.StepObstacle obstacle) {
            super(clients, obstacle);
        }

        @Override
        public String name() {
            return "end-quarantine";
        }

        @Override
        public String call() {
            return "ec2:DeleteTags";
        }

        /** With the value, EC2 deletes the tag only while it still has it. */
        @Override
        public CompletableFuture<? extends Ec2Response> send(
                Ec2AsyncClient ec2, ActionOrder order, Ec2Instance.Observation before) {
            return ec2.deleteTags(request -> request.resources(order.target().id())
                    .tags(tag -> tag.key(GleanerTagKeys.QUARANTINED).value(order.action())));
        }

        @Override
        protected StepProgress evaluateProgress(
                ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
            return QuarantineConditions.isTagged(order, now) ? StepProgress.NOT_YET : StepProgress.DONE;
        }
    }

    /** Starts the instance if it ran when the termination began, unless somebody has started and stopped it since. */
    private static final class StartAsBefore extends InstanceStep.StartStep {

        StartAsBefore(ActuatorAwsClients clients) {
            super(clients, InstanceStep.StepObstacle.NONE);
        }

        /** By what was seen before our own start, which changes the time of launch as well. */
        @Override
        protected StepProgress evaluateProgress(
                ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
            boolean isOthers = order.initial() instanceof Ec2Instance.Observation first
                    && (first.state().equals(Ec2Instance.STOPPED)
                            || !first.launched().equals(before.launched()));
            return isOthers
                            && before.state().equals(Ec2Instance.STOPPED)
                            && now.state().equals(Ec2Instance.STOPPED)
                    ? StepProgress.DONE
                    : super.evaluateProgress(order, before, now);
        }
    }

    /** Conditions on an instance until it is terminated. A start of the instance or the removal of the tag cancels the termination. */
    static final class QuarantineConditions {

        static final String PARAMETER = "quarantineDays";

        private static final int USUAL_DAYS = 7;
        private static final int MOST_DAYS = 30;

        private QuarantineConditions() {}

        /** How long an instance stays stopped before an irreversible step. */
        static Duration duration(ActionOrder order) {
            return Duration.ofDays(days(order).orElseThrow(() -> new IllegalArgumentException(PARAMETER)));
        }

        /** Why it must not even be begun with: it could not come to its end. */
        static Optional<String> obstacleToStart(ActionOrder order, Ec2Instance.Observation now) {
            return InstanceStep.StepObstacle.when(
                            days(order).isEmpty(),
                            PARAMETER + " has to be a number of days from 1 to " + MOST_DAYS + ", and is '"
                                    + order.parameters().get(PARAMETER) + "'")
                    .or(() -> unprotected(now))
                    .or(() -> unclaimed(order, now));
        }

        /** Why it can't be tagged. */
        static Optional<String> obstacleToTagging(ActionOrder order, Ec2Instance.Observation now) {
            return stopped(now).or(() -> restarted(order, now)).or(() -> unclaimed(order, now));
        }

        /** Why it is in quarantine no more. */
        static Optional<String> endReason(ActionOrder order, Ec2Instance.Observation now) {
            return stopped(now)
                    .or(() -> restarted(order, now))
                    .or(() -> InstanceStep.StepObstacle.when(
                            !isTagged(order, now),
                            "somebody took the tag " + GleanerTagKeys.QUARANTINED
                                    + " off, which calls the termination off"));
        }

        /** Why it must not be terminated. */
        static Optional<String> obstacleToTermination(ActionOrder order, Ec2Instance.Observation now) {
            return endReason(order, now)
                    .or(() -> unprotected(now))
                    .or(() -> InstanceStep.StepObstacle.when(
                            now.image() == null || !now.image().isAvailable(),
                            "there is no image of it to come back from"))
                    .or(() -> outdated(now));
        }

        static boolean isTagged(ActionOrder order, Ec2Instance.Observation now) {
            return order.action().equals(tag(now));
        }

        private static Optional<String> stopped(Ec2Instance.Observation now) {
            return InstanceStep.StepObstacle.when(
                    !now.state().equals(Ec2Instance.STOPPED),
                    "the instance is " + now.state() + ", not stopped: somebody started it meanwhile");
        }

        /** A start shows in the time of launch, also when it was stopped again since. */
        private static Optional<String> restarted(ActionOrder order, Ec2Instance.Observation now) {
            if (!(order.initial() instanceof Ec2Instance.Observation first)) {
                return Optional.of("it is not known whether somebody started it meanwhile");
            }
            return InstanceStep.StepObstacle.when(
                    !first.launched().equals(now.launched()),
                    "somebody started it meanwhile (" + now.launched() + "), which calls the termination off");
        }

        /** What is on a volume that the image does not have, or that was elsewhere since, would be lost with the instance. */
        private static Optional<String> outdated(Ec2Instance.Observation now) {
            Ec2Instance.QuarantineImage image = now.image();
            if (image == null || image.created() == null || image.created().isBefore(now.launched())) {
                return Optional.of("its image is not known to be younger than its last start");
            }
            if (now.volumes().isEmpty()) {
                return Optional.of("EC2 does not show its volumes");
            }
            return now.volumes().stream()
                    .filter(volume -> !image.contains(volume))
                    .findFirst()
                    .map(volume -> "its volume " + volume.id() + " (" + volume.device()
                            + ") was attached after the image " + image.id() + " was made, or is not in it");
        }

        private static Optional<String> unclaimed(ActionOrder order, Ec2Instance.Observation now) {
            return InstanceStep.StepObstacle.when(
                    tag(now) != null && !isTagged(order, now),
                    "it is in the quarantine of another action, " + tag(now));
        }

        private static Optional<String> unprotected(Ec2Instance.Observation now) {
            if (now.terminationProtected() == null) {
                return Optional.of("it is not known whether its termination protection is on: "
                        + "ec2:DescribeInstanceAttribute has to be allowed");
            }
            return InstanceStep.StepObstacle.when(
                    now.terminationProtected(),
                    "its termination protection (DisableApiTermination) is on: whoever set it has to take it off"
                            + " first");
        }

        private static @Nullable String tag(Ec2Instance.Observation now) {
            return now.instance().tags().get(GleanerTagKeys.QUARANTINED);
        }

        private static Optional<Integer> days(ActionOrder order) {
            String days = order.parameters().getOrDefault(PARAMETER, Integer.toString(USUAL_DAYS));
            if (!days.matches("[0-9]{1,2}")) {
                return Optional.empty();
            }
            return Optional.of(Integer.valueOf(days)).filter(number -> number >= 1 && number <= MOST_DAYS);
        }
    }
}
