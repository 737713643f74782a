package dev.gleaner.actuator.action.terminate;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.instance.StepObstacle;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What has to hold of an instance on its way to its end. Whoever starts it or takes the tag off calls that off. */
final class QuarantineConditions {

    static final String PARAMETER = "quarantineDays";

    private static final int USUAL_DAYS = 7;
    private static final int MOST_DAYS = 30;

    private QuarantineConditions() {}

    /** How long an instance stands still before anything is done that can't be taken back. */
    static Duration rest(ActionOrder order) {
        return Duration.ofDays(days(order).orElseThrow(() -> new IllegalArgumentException(PARAMETER)));
    }

    /** Why it must not even be begun with: it could not come to its end. */
    static Optional<String> atFirst(ActionOrder order, Ec2Instance.Observation now) {
        return StepObstacle.when(
                        days(order).isEmpty(),
                        PARAMETER + " has to be a number of days from 1 to " + MOST_DAYS + ", and is '"
                                + order.parameters().get(PARAMETER) + "'")
                .or(() -> unprotected(now))
                .or(() -> unclaimed(order, now));
    }

    /** Why it can't be tagged. */
    static Optional<String> beforeTag(ActionOrder order, Ec2Instance.Observation now) {
        return stopped(now).or(() -> restarted(order, now)).or(() -> unclaimed(order, now));
    }

    /** Why it is in quarantine no more. */
    static Optional<String> broken(ActionOrder order, Ec2Instance.Observation now) {
        return stopped(now)
                .or(() -> restarted(order, now))
                .or(() -> StepObstacle.when(
                        !isTagged(order, now),
                        "somebody took the tag " + GleanerTagKeys.QUARANTINED
                                + " off, which calls the termination off"));
    }

    /** Why it must not be terminated. */
    static Optional<String> atLast(ActionOrder order, Ec2Instance.Observation now) {
        return broken(order, now)
                .or(() -> unprotected(now))
                .or(() -> StepObstacle.when(
                        now.image() == null || !now.image().isAvailable(), "there is no image of it to come back from"))
                .or(() -> outdated(now));
    }

    static boolean isTagged(ActionOrder order, Ec2Instance.Observation now) {
        return order.action().equals(tag(now));
    }

    private static Optional<String> stopped(Ec2Instance.Observation now) {
        return StepObstacle.when(
                !now.state().equals(Ec2Instance.STOPPED),
                "the instance is " + now.state() + ", not stopped: somebody started it meanwhile");
    }

    /** A start shows in the time of launch, also when it was stopped again since. */
    private static Optional<String> restarted(ActionOrder order, Ec2Instance.Observation now) {
        if (!(order.initial() instanceof Ec2Instance.Observation first)) {
            return Optional.of("it is not known whether somebody started it meanwhile");
        }
        return StepObstacle.when(
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
                .filter(volume -> !image.holds(volume))
                .findFirst()
                .map(volume -> "its volume " + volume.id() + " (" + volume.device() + ") was attached after the image "
                        + image.id() + " was made, or is not in it");
    }

    private static Optional<String> unclaimed(ActionOrder order, Ec2Instance.Observation now) {
        return StepObstacle.when(
                tag(now) != null && !isTagged(order, now), "it is in the quarantine of another action, " + tag(now));
    }

    private static Optional<String> unprotected(Ec2Instance.Observation now) {
        if (now.terminationProtected() == null) {
            return Optional.of("it is not known whether its termination protection is on: "
                    + "ec2:DescribeInstanceAttribute has to be allowed");
        }
        return StepObstacle.when(
                now.terminationProtected(),
                "its termination protection (DisableApiTermination) is on: whoever set it has to take it off first");
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
