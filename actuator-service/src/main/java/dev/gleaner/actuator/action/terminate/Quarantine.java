package dev.gleaner.actuator.action.terminate;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.instance.Obstacle;
import dev.gleaner.actuator.aws.Instance;
import dev.gleaner.actuator.aws.InstanceSighting;
import dev.gleaner.actuator.aws.InstanceTags;
import dev.gleaner.actuator.aws.QuarantineImage;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What has to hold of an instance on its way to its end. Whoever starts it or takes the tag off calls that off. */
final class Quarantine {

    static final String PARAMETER = "quarantineDays";

    private static final int USUAL_DAYS = 7;
    private static final int MOST_DAYS = 30;

    private Quarantine() {}

    /** How long an instance stands still before anything is done that can't be taken back. */
    static Duration rest(Order order) {
        return Duration.ofDays(days(order).orElseThrow(() -> new IllegalArgumentException(PARAMETER)));
    }

    /** Why it must not even be begun with: it could not come to its end. */
    static Optional<String> atFirst(Order order, InstanceSighting now) {
        return Obstacle.when(
                        days(order).isEmpty(),
                        PARAMETER + " has to be a number of days from 1 to " + MOST_DAYS + ", and is '"
                                + order.parameters().get(PARAMETER) + "'")
                .or(() -> unprotected(now))
                .or(() -> unclaimed(order, now));
    }

    /** Why it can't be tagged. */
    static Optional<String> beforeTag(Order order, InstanceSighting now) {
        return stopped(now).or(() -> restarted(order, now)).or(() -> unclaimed(order, now));
    }

    /** Why it is in quarantine no more. */
    static Optional<String> broken(Order order, InstanceSighting now) {
        return stopped(now)
                .or(() -> restarted(order, now))
                .or(() -> Obstacle.when(
                        !isTagged(order, now),
                        "somebody took the tag " + InstanceTags.QUARANTINED + " off, which calls the termination off"));
    }

    /** Why it must not be terminated. */
    static Optional<String> atLast(Order order, InstanceSighting now) {
        return broken(order, now)
                .or(() -> unprotected(now))
                .or(() -> Obstacle.when(
                        now.image() == null || !now.image().isAvailable(), "there is no image of it to come back from"))
                .or(() -> outdated(now));
    }

    static boolean isTagged(Order order, InstanceSighting now) {
        return order.action().equals(tag(now));
    }

    private static Optional<String> stopped(InstanceSighting now) {
        return Obstacle.when(
                !now.state().equals(Instance.STOPPED),
                "the instance is " + now.state() + ", not stopped: somebody started it meanwhile");
    }

    /** A start shows in the time of launch, also when it was stopped again since. */
    private static Optional<String> restarted(Order order, InstanceSighting now) {
        if (!(order.initial() instanceof InstanceSighting first)) {
            return Optional.of("it is not known whether somebody started it meanwhile");
        }
        return Obstacle.when(
                !first.launched().equals(now.launched()),
                "somebody started it meanwhile (" + now.launched() + "), which calls the termination off");
    }

    /** What is on a volume that the image does not have, or that was elsewhere since, would be lost with the instance. */
    private static Optional<String> outdated(InstanceSighting now) {
        QuarantineImage image = now.image();
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

    private static Optional<String> unclaimed(Order order, InstanceSighting now) {
        return Obstacle.when(
                tag(now) != null && !isTagged(order, now), "it is in the quarantine of another action, " + tag(now));
    }

    private static Optional<String> unprotected(InstanceSighting now) {
        if (now.terminationProtected() == null) {
            return Optional.of("it is not known whether its termination protection is on: "
                    + "ec2:DescribeInstanceAttribute has to be allowed");
        }
        return Obstacle.when(
                now.terminationProtected(),
                "its termination protection (DisableApiTermination) is on: whoever set it has to take it off first");
    }

    private static @Nullable String tag(InstanceSighting now) {
        return now.instance().tags().get(InstanceTags.QUARANTINED);
    }

    private static Optional<Integer> days(Order order) {
        String days = order.parameters().getOrDefault(PARAMETER, Integer.toString(USUAL_DAYS));
        if (!days.matches("[0-9]{1,2}")) {
            return Optional.empty();
        }
        return Optional.of(Integer.valueOf(days)).filter(number -> number >= 1 && number <= MOST_DAYS);
    }
}
