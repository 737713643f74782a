package dev.gleaner.actuator.action.schedule;

import dev.gleaner.actuator.action.Demand;
import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.action.ResourceAction;
import dev.gleaner.actuator.action.Step;
import dev.gleaner.actuator.action.instance.InstanceStep;
import dev.gleaner.actuator.action.instance.Obstacle;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.InstanceSighting;
import dev.gleaner.actuator.aws.InstanceTags;
import dev.gleaner.actuator.aws.TargetKind;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/** Takes the tag of {@link ScheduleInstance} off, which ends the schedule: its undo. It leaves running or stopped as it is. */
@Singleton
public class UnscheduleInstance implements ResourceAction {

    static final String NAME = "unschedule-instance";

    private final List<Step> steps;

    UnscheduleInstance(AwsClients clients) {
        this.steps = List.of(new EraseSchedule(clients));
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

    private static final class EraseSchedule extends InstanceStep {

        EraseSchedule(AwsClients clients) {
            super(clients, Obstacle.NONE);
        }

        @Override
        public String name() {
            return "erase-schedule";
        }

        @Override
        public String call() {
            return "ec2:DeleteTags";
        }

        /** With the value, EC2 deletes the tag only while it still has it. */
        @Override
        public CompletableFuture<? extends Ec2Response> send(Ec2AsyncClient ec2, Order order, InstanceSighting before) {
            return ec2.deleteTags(request -> request.resources(order.target().id())
                    .tags(tag -> tag.key(InstanceTags.SCHEDULE).value(ScheduledHours.tag(order))));
        }

        @Override
        protected Progress see(Order order, InstanceSighting before, InstanceSighting now) {
            boolean isOurs =
                    ScheduledHours.tag(order).equals(now.instance().tags().get(InstanceTags.SCHEDULE));
            return isOurs && !now.instance().isTerminated() ? Progress.NOT_YET : Progress.DONE;
        }
    }
}
