package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.action.ActionClass;
import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.TargetKind;
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

/**
 * Terminates an instance after a quarantine: stops it, tags it and waits for days, creates an image of it, and only then
 * terminates it.
 */
@Singleton
public class TerminateInstance implements ActionClass {

    public static final String NAME = "terminate-instance";

    private final List<ActionStep<ResourceObservation>> steps;

    TerminateInstance(ActuatorAwsClients clients, BeforeStopStep.Factory beforeStop) {
        InstanceStep.StopStep stop = new InstanceStep.StopStep(clients, QuarantineConditions::obstacleToStart);
        this.steps = List.of(
                beforeStop.before(stop),
                stop,
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

    /** A stopped instance is put into quarantine without a stop. */
    @Override
    public Optional<String> planningObstacle(ResourceSnapshot planned, Map<String, String> parameters) {
        return Optional.empty();
    }

    @Override
    public List<ActionStep<ResourceObservation>> steps() {
        return steps;
    }

    @Override
    public List<ActionStep<ResourceObservation>> steps(ActionOrder order) {
        return BeforeStopStep.select(order, steps);
    }

    @Override
    public List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
        List<String> lost = new ArrayList<>(InstanceStep.IrreversibleStopEffects.describe(planned));
        lost.add("after the quarantine, the instance with its id and addresses: an image of its volumes stays");
        lost.add("the cost of that image, and of volumes that are kept when their instance is terminated");
        return List.copyOf(lost);
    }

    /** A terminated instance costs nothing, whether EC2 still lists it or not. */
    @Override
    public boolean isPermanent() {
        return true;
    }

    /**
     * Terminates an instance. Only the state that EC2 shows proves it; an instance that EC2 does not show is not known to
     * be terminated.
     */
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

        /**
         * The finding need not be open: the rule that found the instance does not apply to one that has been stopped for
         * days.
         */
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

    /** Creates an image of the volumes of an instance, from which the instance can be restored. */
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
            return "its image was not completed, or the instance was started or its tag removed";
        }

        /** The image prepares the termination, so the approval is checked before it as well. */
        @Override
        public boolean isIrreversible() {
            return true;
        }

        @Override
        public Optional<Duration> observationTimeout() {
            return Optional.of(PATIENCE);
        }

        /** EC2 accepts an image name only once, so a second call creates no second image. */
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

    /** Tags a stopped instance as one that will be terminated, which gives people days to object. */
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
            return "another action put the instance into quarantine concurrently";
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
     * Removes the tag of {@link TerminateInstance} and starts the instance again: its undo, until the instance is
     * terminated. An instance that did not run before, or that somebody started and stopped again since, stays stopped.
     */
    @Singleton
    public static class EndQuarantine implements ActionClass {

        static final String NAME = "end-quarantine";

        private final List<ActionStep<ResourceObservation>> steps;

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
        public List<ActionStep<ResourceObservation>> steps() {
            return steps;
        }

        private static Optional<String> gone(ActionOrder order, Ec2Instance.Observation now) {
            Ec2Instance.QuarantineImage image = now.image();
            return InstanceStep.StepObstacle.when(
                    now.instance().isTerminated(),
                    "the instance is terminated and can't be restored; launch a new one from the image "
                            + (image == null ? "" : image.id() + ", ") + "tagged " + GleanerTagKeys.ACTION + "="
                            + order.action());
        }
    }

    /** Removes the tag of this quarantine only. */
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

        /** Because the request contains the value, EC2 deletes the tag only if it still has this value. */
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

        /** Compares with the observation before this start, since the start itself also changes the launch time. */
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

    /**
     * Conditions on an instance until it is terminated. Starting the instance or removing the tag cancels the termination.
     */
    static final class QuarantineConditions {

        static final String PARAMETER = "quarantineDays";

        private static final int USUAL_DAYS = 7;
        private static final int MOST_DAYS = 30;

        private QuarantineConditions() {}

        /** How long an instance stays stopped before an irreversible step. */
        static Duration duration(ActionOrder order) {
            return Duration.ofDays(days(order).orElseThrow(() -> new IllegalArgumentException(PARAMETER)));
        }

        /** Why the action must not begin, since it could not be completed; empty when it may. */
        static Optional<String> obstacleToStart(ActionOrder order, Ec2Instance.Observation now) {
            return InstanceStep.StepObstacle.when(
                            days(order).isEmpty(),
                            PARAMETER + " has to be a number of days from 1 to " + MOST_DAYS + ", and is '"
                                    + order.parameters().get(PARAMETER) + "'")
                    .or(() -> unprotected(now))
                    .or(() -> unclaimed(order, now));
        }

        /** Why the instance must not be tagged; empty when it may. */
        static Optional<String> obstacleToTagging(ActionOrder order, Ec2Instance.Observation now) {
            return InstanceStep.StepObstacle.STARTED
                    .find(order, now)
                    .or(() -> restarted(order, now))
                    .or(() -> unclaimed(order, now));
        }

        /** Why the quarantine has ended; empty while it lasts. */
        static Optional<String> endReason(ActionOrder order, Ec2Instance.Observation now) {
            return InstanceStep.StepObstacle.STARTED
                    .find(order, now)
                    .or(() -> restarted(order, now))
                    .or(() -> InstanceStep.StepObstacle.when(
                            !isTagged(order, now),
                            "the tag " + GleanerTagKeys.QUARANTINED + " was removed, which calls the termination off"));
        }

        /** Why the instance must not be terminated; empty when it may. */
        static Optional<String> obstacleToTermination(ActionOrder order, Ec2Instance.Observation now) {
            return endReason(order, now)
                    .or(() -> unprotected(now))
                    .or(() -> InstanceStep.StepObstacle.when(
                            now.image() == null || !now.image().isAvailable(), "there is no image to restore it from"))
                    .or(() -> outdated(now));
        }

        static boolean isTagged(ActionOrder order, Ec2Instance.Observation now) {
            return order.action().equals(tag(now));
        }

        /** A start changes the launch time, which remains visible after another stop. */
        private static Optional<String> restarted(ActionOrder order, Ec2Instance.Observation now) {
            if (!(order.initial() instanceof Ec2Instance.Observation first)) {
                return Optional.of("it is not known whether it was started meanwhile");
            }
            return InstanceStep.StepObstacle.when(
                    !first.launched().equals(now.launched()),
                    "it was started meanwhile (" + now.launched() + "), which calls the termination off");
        }

        /**
         * A volume that the image does not contain, or that was attached elsewhere since, would lose its content with the
         * instance.
         */
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
                    "its termination protection (DisableApiTermination) is on: its owner has to disable it first");
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
