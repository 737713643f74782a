package dev.gleaner.actuator.support;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.instance.BeforeStopFactories;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.stream.Stream;

/** All actions on instances, made as the container makes them: their constructors are nobody else's. */
public final class InstanceActions {

    private static final String PACKAGE = "dev.gleaner.actuator.action.";

    private InstanceActions() {}

    public static List<ActionDefinition> all(ActuatorAwsClients clients) {
        return Stream.of(
                        "instance.InstanceStep$StopInstance",
                        "instance.InstanceStep$StartInstance",
                        "instance.ResizeInstance",
                        "instance.ResizeInstance$RestoreInstanceSize",
                        "instance.TerminateInstance",
                        "instance.TerminateInstance$EndQuarantine",
                        "schedule.ScheduleInstance",
                        "schedule.ScheduleInstance$UnscheduleInstance",
                        "TagResource",
                        "TagResource$UntagResource")
                .map(name -> one(PACKAGE + name, clients))
                .toList();
    }

    /** The one of this name. */
    public static ActionDefinition named(String name, ActuatorAwsClients clients) {
        return all(clients).stream()
                .filter(action -> action.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ActionDefinition one(String type, ActuatorAwsClients clients) {
        try {
            Constructor<?> constructor = Class.forName(type).getDeclaredConstructors()[0];
            constructor.setAccessible(true);
            return (ActionDefinition)
                    (constructor.getParameterCount() == 1
                            ? constructor.newInstance(clients)
                            : constructor.newInstance(clients, BeforeStopFactories.create(clients)));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
