package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.action.lifecycle.GleanerLifecycleRule;
import dev.gleaner.actuator.action.lifecycle.PutLifecycleRule;
import dev.gleaner.actuator.aws.BucketLifecycle;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.S3Bucket;
import dev.gleaner.actuator.aws.VpcNetwork;
import java.util.Optional;

/** Guards of an undo: the target has to be as the action left it, because a later change was made by somebody else. */
final class RestoreGuards {

    /**
     * Starts only an instance that is still stopped by the action that is undone. A later stop was made by somebody else.
     */
    static final Guard STILL_STOPPED = Guard.Refusing.of(
            "still-stopped",
            TargetPrecondition.STOPPED,
            RestoreGuards::notStoppedByIt,
            "Nothing has to be undone: start or stop the instance yourself.");

    /** Replaces only the lifecycle configuration that the action put. A later one was made by somebody else. */
    static final Guard LIFECYCLE_UNCHANGED = Guard.Refusing.of(
            "still-as-put",
            TargetPrecondition.SETTABLE_PART,
            RestoreGuards::lifecycleChanged,
            "Restore the lifecycle document yourself: a later change must not be overwritten.");

    /** Deletes only the endpoint that the action created, and only while EC2 shows it. */
    static final Guard ENDPOINT_PRESENT = Guard.Refusing.of(
            "still-as-made",
            TargetPrecondition.SETTABLE_PART,
            RestoreGuards::endpointAbsent,
            "Nothing has to be undone while the endpoint does not exist; if it does, wait until EC2 shows it.");

    /** Refuses when AWS does not show the target; the step itself checks everything else that prevents the undo. */
    static final Guard TARGET_VISIBLE = Guard.Refusing.of(
            "shown",
            guardContext ->
                    Guard.Refusing.refuseIf(guardContext.observation().isEmpty(), "AWS did not show the target"),
            "Wait until AWS shows the target.");

    /** A schedule is valid as long as its tag is unchanged. Removing or changing the tag ends the schedule. */
    static final Guard SCHEDULE_PRESENT = Guard.Refusing.of(
            "still-scheduled",
            RestoreGuards::scheduleAbsent,
            "Approve a new schedule if the instance still needs one.");

    private RestoreGuards() {}

    private static Optional<String> notStoppedByIt(GuardContext guardContext) {
        String state =
                guardContext.observation().map(ResourceObservation::state).orElse("not shown by EC2");
        return Guard.Refusing.refuseIf(!state.equals(Ec2Instance.STOPPED), "the instance is " + state + ", not stopped")
                .or(() -> Guard.Refusing.refuseIf(
                        !guardContext.effectUnchanged(),
                        "the instance ran since, and another party stopped it: that stop is not undone"));
    }

    private static Optional<String> lifecycleChanged(GuardContext guardContext) {
        BucketLifecycle put;
        try {
            put = PutLifecycleRule.merged(guardContext.order());
        } catch (GleanerLifecycleRule.InvalidLifecycleRuleException refused) {
            return Optional.of(refused.reason());
        }
        boolean stillThere = guardContext
                .observation()
                .map(ResourceObservation::subject)
                .filter(resourceSnapshot -> resourceSnapshot instanceof S3Bucket bucket
                        && bucket.lifecycle().isResultOf(put))
                .isPresent();
        return Guard.Refusing.refuseIf(!stillThere, "the lifecycle document was changed since it was set");
    }

    private static Optional<String> endpointAbsent(GuardContext guardContext) {
        String action = guardContext.order().action();
        boolean there = guardContext
                .observation()
                .map(ResourceObservation::subject)
                .filter(resourceSnapshot -> resourceSnapshot instanceof VpcNetwork vpc
                        && vpc.findEndpointByTag(GleanerTagKeys.ACTION, action).isPresent())
                .isPresent();
        return Guard.Refusing.refuseIf(!there, "EC2 does not show the endpoint that action " + action + " made");
    }

    private static Optional<String> scheduleAbsent(GuardContext guardContext) {
        Optional<String> tag = guardContext.tags().map(tags -> tags.get(GleanerTagKeys.SCHEDULE));
        return Guard.Refusing.refuseIf(
                tag.isEmpty() || !tag.equals(guardContext.schedule()),
                "the tag " + GleanerTagKeys.SCHEDULE + " no longer has the value that the schedule set");
    }
}
