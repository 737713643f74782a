package dev.gleaner.actuator.action.resize;

import dev.gleaner.actuator.action.Demand;
import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.ResourceAction;
import dev.gleaner.actuator.action.Step;
import dev.gleaner.actuator.action.instance.Obstacle;
import dev.gleaner.actuator.action.instance.StartStep;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.Instance;
import dev.gleaner.actuator.aws.InstanceSighting;
import dev.gleaner.actuator.aws.TargetKind;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gives an instance back the type that it had before {@link ResizeInstance}, and lets it run again: its undo. */
@Singleton
public class RestoreSize implements ResourceAction {

    static final String NAME = "restore-size";

    private final List<Step> steps;

    RestoreSize(AwsClients clients) {
        this.steps = List.of(
                new StopForSize(clients, RestoreSize::before, RestoreSize::problem),
                new SetSize(clients, RestoreSize::before, RestoreSize::mustStand),
                new StartStep(clients, Obstacle.NONE));
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

    /** It stops the instance once more, of which the new type may have other volumes than the one that was planned. */
    @Override
    public Set<Demand> demands() {
        return EnumSet.of(Demand.LOSING_NOTHING, Demand.QUIET);
    }

    @Override
    public List<Step> steps() {
        return steps;
    }

    private static String before(Order order) {
        return ((Instance) order.planned()).type();
    }

    /** Only the size that we gave is taken back, and an instance that somebody stopped is not started behind their back. */
    private static Optional<String> problem(Order order, InstanceSighting now) {
        String type = now.instance().type();
        if (!type.equals(NewSize.of(order)) && !type.equals(before(order))) {
            return Optional.of("somebody gave the instance another type since: it is a " + type);
        }
        return Obstacle.when(
                now.state().equals(Instance.STOPPED) && !order.isUnfinished(),
                "somebody stopped the instance, and this would start it: start it first, or change its type by hand");
    }

    /** Nothing is in the way where there is nothing to change. */
    private static Optional<String> mustStand(Order order, InstanceSighting now) {
        return now.instance().type().equals(before(order)) ? Optional.empty() : StopForSize.mustStand(order, now);
    }
}
