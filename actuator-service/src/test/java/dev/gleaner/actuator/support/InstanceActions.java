package dev.gleaner.actuator.support;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.AllActions;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.ResourceObservation;
import java.util.List;

/** All actions on instances. */
public final class InstanceActions {

    private static final List<String> NAMES = List.of(
            "stop-instance",
            "start-instance",
            "resize-instance",
            "restore-size",
            "terminate-instance",
            "end-quarantine",
            "schedule-instance",
            "unschedule-instance",
            "tag-resource",
            "untag-resource");

    private InstanceActions() {}

    public static List<ActionDefinition<ResourceObservation>> all(ActuatorAwsClients clients) {
        List<ActionDefinition<ResourceObservation>> actions = AllActions.made(clients);
        return NAMES.stream().map(name -> named(name, actions)).toList();
    }

    /** The one of this name. */
    public static ActionDefinition<ResourceObservation> named(String name, ActuatorAwsClients clients) {
        return named(name, AllActions.made(clients));
    }

    private static ActionDefinition<ResourceObservation> named(
            String name, List<ActionDefinition<ResourceObservation>> actions) {
        return actions.stream()
                .filter(action -> action.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
