package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.CallStep;
import dev.gleaner.actuator.action.StepObstacle;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.contracts.finding.RemedyAction;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateImageRequest;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/**
 * Terminates an instance after a quarantine: stops it, tags it and waits for days, creates an image of it, and only then
 * terminates it.
 */
public final class TerminateInstance {

    public static final String NAME = RemedyAction.TERMINATE_INSTANCE.id();

    private static final String UNDO = "end-quarantine";

    /** Snapshots of large volumes take hours. */
    private static final Duration PATIENCE = Duration.ofDays(1);

    private TerminateInstance() {}

    @Singleton
    static ActionDefinition<Ec2Instance.Observation> action(
            ActuatorAwsClients clients, BeforeStopStep.Factory beforeStop) {
        return ActionDefinition.of(NAME, Ec2Instance.TYPE)
                .undoneBy(UNDO)
                .whileIdle()
                .loses((instance, parameters) -> lost(instance))
                // A stopped instance is put into quarantine without a stop.
                .plannedUnless((instance, parameters) -> Optional.empty())
                // A terminated instance costs nothing, whether EC2 still lists it or not.
                .forEver()
                .stepsOf(BeforeStopStep::select)
                .build(beforeStop.and(
                        StopInstance.stop(clients, QuarantineConditions::obstacleToStart)
                                .build(),
                        quarantine(clients),
                        createImage(clients),
                        terminate(clients)));
    }

    /**
     * Removes the tag and starts the instance again, until it is terminated. An instance that did not run before, or that somebody
     * started and stopped again since, stays stopped.
     */
    @Singleton
    static ActionDefinition<Ec2Instance.Observation> undo(ActuatorAwsClients clients) {
        return ActionDefinition.undo(UNDO, Ec2Instance.TYPE).requires().build(untag(clients), startAsBefore(clients));
    }

    private static List<String> lost(Ec2Instance instance) {
        List<String> lost = new ArrayList<>(StopInstance.lost(instance));
        lost.addAll(RemedyAction.TERMINATE_INSTANCE.losses());
        return List.copyOf(lost);
    }

    /** Tags a stopped instance as one that will be terminated, which gives people days to object. */
    private static ActionStep<Ec2Instance.Observation> quarantine(ActuatorAwsClients clients) {
        return CallStep.on(Ec2Instance.TYPE, "quarantine", "ec2:CreateTags")
                .sends((order, before) -> clients.ec2(order.target())
                        .createTags(request -> request.resources(order.target().id())
                                .tags(tag -> tag.key(GleanerTagKeys.QUARANTINED).value(order.action()))))
                .progress((order, before, now) -> tagging(order, now))
                .overtaken("another action put the instance into quarantine concurrently")
                .unless(QuarantineConditions::obstacleToTagging)
                .thenRests(QuarantineConditions::duration)
                .build();
    }

    private static StepProgress tagging(ActionOrder order, Ec2Instance.Observation now) {
        if (now.instance().isTerminated()) {
            return StepProgress.LOST;
        }
        if (QuarantineConditions.isTagged(order, now)) {
            return StepProgress.DONE;
        }
        boolean isOthers = now.instance().tags().containsKey(GleanerTagKeys.QUARANTINED);
        return isOthers ? StepProgress.CONTESTED : StepProgress.NOT_YET;
    }

    /**
     * Creates an image of the volumes of an instance, from which the instance can be restored. The image prepares the termination, so
     * the approval is checked before it as well.
     */
    private static ActionStep<Ec2Instance.Observation> createImage(ActuatorAwsClients clients) {
        return CallStep.on(Ec2Instance.TYPE, "image", "ec2:CreateImage")
                .sends((order, before) -> clients.ec2(order.target()).createImage(image(order)))
                .within(PATIENCE)
                .progress((order, before, now) -> imaging(order, now))
                .overtaken("its image was not completed, or the instance was started or its tag removed")
                .unless(QuarantineConditions::endReason)
                .irreversible()
                .build();
    }

    /** EC2 accepts an image name only once, so a second call creates no second image. */
    private static CreateImageRequest image(ActionOrder order) {
        TagSpecification tags = TagSpecification.builder()
                .resourceType(ResourceType.IMAGE)
                .tags(tag -> tag.key(GleanerTagKeys.ACTION).value(order.action()))
                .build();
        return CreateImageRequest.builder()
                .instanceId(order.target().id())
                .name("gleaner-" + order.action())
                .description("Of " + order.target().id() + " before it was terminated")
                .noReboot(true)
                .tagSpecifications(tags)
                .build();
    }

    private static StepProgress imaging(ActionOrder order, Ec2Instance.Observation now) {
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

    /**
     * Terminates an instance. Only the state that EC2 shows proves it; an instance that EC2 does not show is not known to
     * be terminated. The finding need not be open: the rule that found the instance does not apply to one that has been stopped for
     * days.
     */
    private static ActionStep<Ec2Instance.Observation> terminate(ActuatorAwsClients clients) {
        return CallStep.on(Ec2Instance.TYPE, "terminate", "ec2:TerminateInstances")
                .sends((order, before) -> clients.ec2(order.target())
                        .terminateInstances(
                                request -> request.instanceIds(order.target().id())))
                .progress((order, before, now) -> switch (now.state()) {
                    case Ec2Instance.TERMINATED -> StepProgress.DONE;
                    case Ec2Instance.SHUTTING_DOWN -> StepProgress.UNDER_WAY;
                    default -> StepProgress.NOT_YET;
                })
                .overtaken(StopInstance.OVERTAKEN)
                .unless(QuarantineConditions::obstacleToTermination)
                .irreversible()
                .build();
    }

    /** Removes the tag of this quarantine only: because the request contains the value, EC2 deletes the tag only if it still has it. */
    private static ActionStep<Ec2Instance.Observation> untag(ActuatorAwsClients clients) {
        return CallStep.on(Ec2Instance.TYPE, "end-quarantine", "ec2:DeleteTags")
                .sends((order, before) -> clients.ec2(order.target())
                        .deleteTags(request -> request.resources(order.target().id())
                                .tags(tag -> tag.key(GleanerTagKeys.QUARANTINED).value(order.action()))))
                .progress((order, before, now) ->
                        QuarantineConditions.isTagged(order, now) ? StepProgress.NOT_YET : StepProgress.DONE)
                .overtaken(StopInstance.OVERTAKEN)
                .unless(TerminateInstance::gone)
                .build();
    }

    private static Optional<String> gone(ActionOrder order, Ec2Instance.Observation now) {
        Ec2Instance.QuarantineImage image = now.image();
        return StepObstacle.when(
                now.instance().isTerminated(),
                "the instance is terminated and can't be restored; launch a new one from the image "
                        + (image == null ? "" : image.id() + ", ") + "tagged " + GleanerTagKeys.ACTION + "="
                        + order.action());
    }

    /**
     * Starts the instance if it ran when the termination began, unless somebody has started and stopped it since. That is compared
     * with the observation before this start, since the start itself also changes the launch time.
     */
    private static ActionStep<Ec2Instance.Observation> startAsBefore(ActuatorAwsClients clients) {
        return StopInstance.start(clients)
                .progress((order, before, now) -> {
                    boolean isOthers = order.initial() instanceof Ec2Instance.Observation first
                            && (first.state().equals(Ec2Instance.STOPPED)
                                    || !first.launched().equals(before.launched()));
                    return isOthers
                                    && before.state().equals(Ec2Instance.STOPPED)
                                    && now.state().equals(Ec2Instance.STOPPED)
                            ? StepProgress.DONE
                            : StopInstance.starting(now);
                })
                .build();
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
            return StepObstacle.when(
                            days(order).isEmpty(),
                            PARAMETER + " has to be a number of days from 1 to " + MOST_DAYS + ", and is '"
                                    + order.parameters().get(PARAMETER) + "'")
                    .or(() -> unprotected(now))
                    .or(() -> unclaimed(order, now));
        }

        /** Why the instance must not be tagged; empty when it may. */
        static Optional<String> obstacleToTagging(ActionOrder order, Ec2Instance.Observation now) {
            return StopInstance.started(order, now)
                    .or(() -> restarted(order, now))
                    .or(() -> unclaimed(order, now));
        }

        /** Why the quarantine has ended; empty while it lasts. */
        static Optional<String> endReason(ActionOrder order, Ec2Instance.Observation now) {
            return StopInstance.started(order, now)
                    .or(() -> restarted(order, now))
                    .or(() -> StepObstacle.when(
                            !isTagged(order, now),
                            "the tag " + GleanerTagKeys.QUARANTINED + " was removed, which calls the termination off"));
        }

        /** Why the instance must not be terminated; empty when it may. */
        static Optional<String> obstacleToTermination(ActionOrder order, Ec2Instance.Observation now) {
            return endReason(order, now)
                    .or(() -> unprotected(now))
                    .or(() -> StepObstacle.when(
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
            return StepObstacle.when(
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
            return StepObstacle.when(
                    tag(now) != null && !isTagged(order, now),
                    "it is in the quarantine of another action, " + tag(now));
        }

        private static Optional<String> unprotected(Ec2Instance.Observation now) {
            if (now.terminationProtected() == null) {
                return Optional.of("it is not known whether its termination protection is on: "
                        + "ec2:DescribeInstanceAttribute has to be allowed");
            }
            return StepObstacle.when(
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
