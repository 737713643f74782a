package dev.gleaner.actuator.action.terminate;

import dev.gleaner.actuator.action.Demand;
import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.action.ResourceAction;
import dev.gleaner.actuator.action.Step;
import dev.gleaner.actuator.action.instance.Obstacle;
import dev.gleaner.actuator.action.instance.StartStep;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.Instance;
import dev.gleaner.actuator.aws.InstanceSighting;
import dev.gleaner.actuator.aws.InstanceTags;
import dev.gleaner.actuator.aws.QuarantineImage;
import dev.gleaner.actuator.aws.TargetKind;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes the tag of {@link TerminateInstance} off and lets the instance run again: its undo, until it is terminated. An instance
 * that did not run before, or that somebody started and stopped again since, is left stopped.
 */
@Singleton
public class EndQuarantine implements ResourceAction {

    static final String NAME = "end-quarantine";

    private final List<Step> steps;

    EndQuarantine(AwsClients clients) {
        this.steps = List.of(new UntagQuarantined(clients, EndQuarantine::gone), new StartAsBefore(clients));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public TargetKind changes() {
        return TargetKind.INSTANCE;
    }

    @Override
    public boolean restores() {
        return true;
    }

    @Override
    public boolean needsIdleness() {
        return false;
    }

    @Override
    public Set<Demand> demands() {
        return EnumSet.noneOf(Demand.class);
    }

    @Override
    public List<Step> steps() {
        return steps;
    }

    /** Lets it run as it did when the termination began, unless somebody has had it run and stopped it since. */
    private static final class StartAsBefore extends StartStep {

        StartAsBefore(AwsClients clients) {
            super(clients, Obstacle.NONE);
        }

        /** By what was seen before our own start, which changes the time of launch as well. */
        @Override
        protected Progress see(Order order, InstanceSighting before, InstanceSighting now) {
            boolean isOthers = order.initial() instanceof InstanceSighting first
                    && (first.state().equals(Instance.STOPPED)
                            || !first.launched().equals(before.launched()));
            return isOthers
                            && before.state().equals(Instance.STOPPED)
                            && now.state().equals(Instance.STOPPED)
                    ? Progress.DONE
                    : super.see(order, before, now);
        }
    }

    private static Optional<String> gone(Order order, InstanceSighting now) {
        QuarantineImage image = now.image();
        return Obstacle.when(
                now.instance().isTerminated(),
                "the instance is terminated, and nothing brings it back; launch a new one from the image "
                        + (image == null ? "" : image.id() + ", ") + "tagged " + InstanceTags.ACTION + "="
                        + order.action());
    }
}
