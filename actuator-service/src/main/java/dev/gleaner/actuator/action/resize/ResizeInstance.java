package dev.gleaner.actuator.action.resize;

import dev.gleaner.actuator.action.Change;
import dev.gleaner.actuator.action.Demand;
import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.ResourceAction;
import dev.gleaner.actuator.action.Step;
import dev.gleaner.actuator.action.instance.LostByAStop;
import dev.gleaner.actuator.action.instance.Obstacle;
import dev.gleaner.actuator.action.instance.StartStep;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.Instance;
import dev.gleaner.actuator.aws.InstanceSighting;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.aws.Subject;
import dev.gleaner.actuator.aws.TargetKind;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Gives an instance another type: stops it, changes the type, and starts it. */
@Singleton
public class ResizeInstance implements ResourceAction {

    static final String NAME = "resize-instance";

    private final List<Step> steps;

    ResizeInstance(AwsClients clients) {
        this.steps = List.of(
                new StopForSize(clients, NewSize::of, (order, now) -> NewSize.problem(order, now.instance())),
                new SetSize(clients, NewSize::of, StopForSize::mustStand),
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
        return false;
    }

    @Override
    public Optional<String> undoneBy() {
        return Optional.of(RestoreSize.NAME);
    }

    /** What is too large works; that it stands still for some minutes is what the plan says. */
    @Override
    public boolean needsIdleness() {
        return false;
    }

    @Override
    public Set<Demand> demands() {
        return EnumSet.of(Demand.LOSING_NOTHING);
    }

    @Override
    public Optional<Change> change(Subject planned, Map<String, String> parameters) {
        return Optional.of(NewSize.change((Instance) planned, parameters));
    }

    @Override
    public List<Step> steps() {
        return steps;
    }

    @Override
    public List<String> lost(Subject planned, Map<String, String> parameters) {
        List<String> lost = new ArrayList<>(LostByAStop.of(planned));
        lost.add("its work while it stands still, at each change of the size");
        return List.copyOf(lost);
    }

    /** What saves is the type, whether it runs or not. */
    @Override
    public boolean holds(Order order, Sighting before, Sighting now) {
        return ((InstanceSighting) now).instance().type().equals(NewSize.of(order));
    }
}
