package dev.gleaner.actuator.action.schedule;

import dev.gleaner.actuator.action.Change;
import dev.gleaner.actuator.action.Demand;
import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.action.ResourceAction;
import dev.gleaner.actuator.action.Step;
import dev.gleaner.actuator.action.instance.InstanceStep;
import dev.gleaner.actuator.action.instance.LostByAStop;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.InstanceSighting;
import dev.gleaner.actuator.aws.InstanceTags;
import dev.gleaner.actuator.aws.Subject;
import dev.gleaner.actuator.aws.TargetKind;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/** Has an instance run at some hours of the week only: writes them on it. Whoever carries them out looks at that tag. */
@Singleton
public class ScheduleInstance implements ResourceAction {

    /** Its name in remedies. */
    public static final String NAME = "schedule-instance";

    private final List<Step> steps;

    ScheduleInstance(AwsClients clients) {
        this.steps = List.of(new WriteSchedule(clients));
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
        return Optional.of(UnscheduleInstance.NAME);
    }

    /** It is at work at its hours; each stop asks anew. */
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
        return Optional.of(ScheduledHours.change(planned, parameters));
    }

    @Override
    public List<Step> steps() {
        return steps;
    }

    @Override
    public List<String> lost(Subject planned, Map<String, String> parameters) {
        return LostByAStop.of(planned).stream()
                .map(part -> "at each stop, " + part)
                .toList();
    }

    private static final class WriteSchedule extends InstanceStep {

        WriteSchedule(AwsClients clients) {
            super(clients, (order, now) -> ScheduledHours.problem(order.parameters()));
        }

        @Override
        public String name() {
            return "write-schedule";
        }

        @Override
        public String call() {
            return "ec2:CreateTags";
        }

        @Override
        public String overtaken() {
            return "somebody else gave the instance another schedule at the same time";
        }

        @Override
        public CompletableFuture<? extends Ec2Response> send(Ec2AsyncClient ec2, Order order, InstanceSighting before) {
            return ec2.createTags(request -> request.resources(order.target().id())
                    .tags(tag -> tag.key(InstanceTags.SCHEDULE).value(ScheduledHours.tag(order))));
        }

        @Override
        protected Progress see(Order order, InstanceSighting before, InstanceSighting now) {
            if (now.instance().isTerminated()) {
                return Progress.LOST;
            }
            String tag = now.instance().tags().get(InstanceTags.SCHEDULE);
            if (ScheduledHours.tag(order).equals(tag)) {
                return Progress.DONE;
            }
            String found = before.instance().tags().get(InstanceTags.SCHEDULE);
            return tag == null || tag.equals(found) ? Progress.NOT_YET : Progress.CONTESTED;
        }
    }
}
