package dev.gleaner.actuator.action.terminate;

import dev.gleaner.actuator.action.Demand;
import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.ResourceAction;
import dev.gleaner.actuator.action.Step;
import dev.gleaner.actuator.action.instance.Obstacle;
import dev.gleaner.actuator.action.instance.StartStep;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.InstanceSighting;
import dev.gleaner.actuator.aws.InstanceTags;
import dev.gleaner.actuator.aws.QuarantineImage;
import dev.gleaner.actuator.aws.TargetKind;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Takes the tag of {@link TerminateInstance} off and lets the instance run again: its undo, until it is terminated. */
@Singleton
public class EndQuarantine implements ResourceAction {

    static final String NAME = "end-quarantine";

    private final List<Step> steps;

    EndQuarantine(AwsClients clients) {
        this.steps = List.of(new UntagQuarantined(clients, EndQuarantine::gone), new StartStep(clients, Obstacle.NONE));
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

    private static Optional<String> gone(Order order, InstanceSighting now) {
        QuarantineImage image = now.image();
        return Obstacle.when(
                now.instance().isTerminated(),
                "the instance is terminated, and nothing brings it back; launch a new one from the image "
                        + (image == null ? "" : image.id() + ", ") + "tagged " + InstanceTags.ACTION + "="
                        + order.action());
    }
}
