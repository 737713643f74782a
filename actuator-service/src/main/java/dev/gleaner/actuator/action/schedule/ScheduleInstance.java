package dev.gleaner.actuator.action.schedule;

import dev.gleaner.actuator.action.ActionClass;
import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.DocumentChange;
import dev.gleaner.actuator.action.EnteredParameter;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.action.instance.InstanceStep;
import dev.gleaner.actuator.action.instance.LocalDataStatement;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.TargetKind;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/**
 * Runs an instance only at certain hours of the week: writes the hours to a tag, by which the schedule job stops and starts
 * the instance.
 */
@Singleton
public class ScheduleInstance implements ActionClass {

    /** Name of the action in remedies. */
    public static final String NAME = "schedule-instance";

    private final List<ActionStep<ResourceObservation>> steps;

    ScheduleInstance(ActuatorAwsClients clients) {
        this.steps = List.of(new WriteSchedule(clients));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public TargetKind targetKind() {
        return TargetKind.INSTANCE;
    }

    @Override
    public boolean isUndo() {
        return false;
    }

    @Override
    public Optional<String> undoName() {
        return Optional.of(UnscheduleInstance.NAME);
    }

    /** The instance may be in use at its hours. Each stop by the schedule checks the idleness itself. */
    @Override
    public boolean needsIdleness() {
        return false;
    }

    @Override
    public Set<TargetPrecondition> preconditions() {
        return EnumSet.of(TargetPrecondition.LOSING_NOTHING);
    }

    /** Hours that the approver has yet to enter change nothing that could be shown. */
    @Override
    public Optional<DocumentChange> change(ResourceSnapshot planned, Map<String, String> parameters) {
        return ScheduleParameters.areHoursMissing(parameters)
                ? Optional.empty()
                : Optional.of(ScheduleParameters.change(planned, parameters));
    }

    @Override
    public List<EnteredParameter> enteredParameters(ResourceSnapshot planned, Map<String, String> parameters) {
        return Stream.concat(
                        ScheduleParameters.entered(parameters).stream(), LocalDataStatement.entered(planned).stream())
                .toList();
    }

    @Override
    public List<ActionStep<ResourceObservation>> steps() {
        return steps;
    }

    @Override
    public List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
        return List.of("at each stop: " + String.join(", ", InstanceStep.IrreversibleStopEffects.describe(planned)));
    }

    private static final class WriteSchedule extends InstanceStep {

        WriteSchedule(ActuatorAwsClients clients) {
            super(clients, (order, now) -> ScheduleParameters.problem(order.parameters()));
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
        public String overtakenMessage() {
            return "another schedule was set concurrently";
        }

        @Override
        public CompletableFuture<? extends Ec2Response> send(
                Ec2AsyncClient ec2, ActionOrder order, Ec2Instance.Observation before) {
            return ec2.createTags(request -> request.resources(order.target().id())
                    .tags(tag -> tag.key(GleanerTagKeys.SCHEDULE).value(ScheduleParameters.tag(order))));
        }

        @Override
        protected StepProgress evaluateProgress(
                ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
            if (now.instance().isTerminated()) {
                return StepProgress.LOST;
            }
            String tag = now.instance().tags().get(GleanerTagKeys.SCHEDULE);
            if (ScheduleParameters.tag(order).equals(tag)) {
                return StepProgress.DONE;
            }
            String found = before.instance().tags().get(GleanerTagKeys.SCHEDULE);
            return tag == null || tag.equals(found) ? StepProgress.NOT_YET : StepProgress.CONTESTED;
        }
    }

    /**
     * Removes the tag of {@link ScheduleInstance}, which ends the schedule: its undo. A running instance stays running, a
     * stopped one stopped.
     */
    @Singleton
    public static class UnscheduleInstance implements ActionClass {

        static final String NAME = "unschedule-instance";

        private final List<ActionStep<ResourceObservation>> steps;

        UnscheduleInstance(ActuatorAwsClients clients) {
            this.steps = List.of(new EraseSchedule(clients));
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public TargetKind targetKind() {
            return TargetKind.INSTANCE;
        }

        @Override
        public boolean isUndo() {
            return true;
        }

        @Override
        public boolean needsIdleness() {
            return false;
        }

        @Override
        public Set<TargetPrecondition> preconditions() {
            return EnumSet.noneOf(TargetPrecondition.class);
        }

        @Override
        public List<ActionStep<ResourceObservation>> steps() {
            return steps;
        }
    }

    private static final class EraseSchedule extends InstanceStep {

        EraseSchedule(ActuatorAwsClients clients) {
            super(clients, InstanceStep.StepObstacle.NONE);
        }

        @Override
        public String name() {
            return "erase-schedule";
        }

        @Override
        public String call() {
            return "ec2:DeleteTags";
        }

        /** Because the request contains the value, EC2 deletes the tag only if it still has this value. */
        @Override
        public CompletableFuture<? extends Ec2Response> send(
                Ec2AsyncClient ec2, ActionOrder order, Ec2Instance.Observation before) {
            return ec2.deleteTags(request -> request.resources(order.target().id())
                    .tags(tag -> tag.key(GleanerTagKeys.SCHEDULE).value(ScheduleParameters.tag(order))));
        }

        @Override
        protected StepProgress evaluateProgress(
                ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
            boolean isOurs =
                    ScheduleParameters.tag(order).equals(now.instance().tags().get(GleanerTagKeys.SCHEDULE));
            return isOurs && !now.instance().isTerminated() ? StepProgress.NOT_YET : StepProgress.DONE;
        }
    }
}
