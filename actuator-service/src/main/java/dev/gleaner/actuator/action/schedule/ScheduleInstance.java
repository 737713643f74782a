package dev.gleaner.actuator.action.schedule;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.CallStep;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.action.instance.LocalDataLossConsent;
import dev.gleaner.actuator.action.instance.StopInstance;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.contracts.finding.RemedyAction;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Runs an instance only at certain hours of the week: writes the hours to a tag, by which the schedule job stops and starts
 * the instance.
 */
public final class ScheduleInstance {

    /** Name of the action in remedies. */
    public static final String NAME = RemedyAction.SCHEDULE_INSTANCE.id();

    private static final String UNDO = "unschedule-instance";

    private ScheduleInstance() {}

    /** The instance may be in use at its hours, so that it need not be idle. Each stop by the schedule checks the idleness itself. */
    @Singleton
    static ActionDefinition<Ec2Instance.Observation> action(ActuatorAwsClients clients) {
        return ActionDefinition.of(NAME, Ec2Instance.TYPE)
                .undoneBy(UNDO)
                .requires(TargetPrecondition.LOSING_NOTHING)
                .loses((instance, parameters) ->
                        List.of("at each stop: " + String.join(", ", StopInstance.lost(instance))))
                // Hours that the approver has yet to enter change nothing that could be shown.
                .changes((instance, parameters) -> ScheduleParameters.areHoursMissing(parameters)
                        ? Optional.empty()
                        : Optional.of(ScheduleParameters.change(instance, parameters)))
                .asksFor((instance, parameters) -> Stream.concat(
                                ScheduleParameters.entered(parameters).stream(),
                                LocalDataLossConsent.entered(instance).stream())
                        .toList())
                .build(write(clients));
    }

    /** Removes the tag, which ends the schedule. A running instance stays running, a stopped one stopped. */
    @Singleton
    static ActionDefinition<Ec2Instance.Observation> undo(ActuatorAwsClients clients) {
        return ActionDefinition.undo(UNDO, Ec2Instance.TYPE).requires().build(erase(clients));
    }

    private static ActionStep<Ec2Instance.Observation> write(ActuatorAwsClients clients) {
        return CallStep.on(Ec2Instance.TYPE, "write-schedule", "ec2:CreateTags")
                .sends((order, before) -> clients.ec2(order.target())
                        .createTags(request -> request.resources(order.target().id())
                                .tags(tag -> tag.key(GleanerTagKeys.SCHEDULE).value(ScheduleParameters.tag(order)))))
                .progress((order, before, now) -> writing(order, before.instance(), now.instance()))
                .overtaken("another schedule was set concurrently")
                .unless((order, now) -> ScheduleParameters.problem(order.parameters()))
                .build();
    }

    private static StepProgress writing(ActionOrder order, Ec2Instance before, Ec2Instance now) {
        if (now.isTerminated()) {
            return StepProgress.LOST;
        }
        String tag = now.tags().get(GleanerTagKeys.SCHEDULE);
        if (ScheduleParameters.tag(order).equals(tag)) {
            return StepProgress.DONE;
        }
        String found = before.tags().get(GleanerTagKeys.SCHEDULE);
        return tag == null || tag.equals(found) ? StepProgress.NOT_YET : StepProgress.CONTESTED;
    }

    /** Because the request contains the value, EC2 deletes the tag only if it still has this value. */
    private static ActionStep<Ec2Instance.Observation> erase(ActuatorAwsClients clients) {
        return CallStep.on(Ec2Instance.TYPE, "erase-schedule", "ec2:DeleteTags")
                .sends((order, before) -> clients.ec2(order.target())
                        .deleteTags(request -> request.resources(order.target().id())
                                .tags(tag -> tag.key(GleanerTagKeys.SCHEDULE).value(ScheduleParameters.tag(order)))))
                .progress((order, before, now) -> {
                    boolean isOurs = ScheduleParameters.tag(order)
                            .equals(now.instance().tags().get(GleanerTagKeys.SCHEDULE));
                    return isOurs && !now.instance().isTerminated() ? StepProgress.NOT_YET : StepProgress.DONE;
                })
                .overtaken(StopInstance.OVERTAKEN)
                .build();
    }
}
