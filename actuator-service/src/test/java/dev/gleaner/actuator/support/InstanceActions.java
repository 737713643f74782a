package dev.gleaner.actuator.support;

import dev.gleaner.actuator.action.ResourceAction;
import dev.gleaner.actuator.aws.AwsClients;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.stream.Stream;

/** All actions on instances, made as the container makes them: their constructors are nobody else's. */
public final class InstanceActions {

    private static final String PACKAGE = "dev.gleaner.actuator.action.";

    private InstanceActions() {}

    public static List<ResourceAction> all(AwsClients clients) {
        return Stream.of(
                        "stop.StopInstance",
                        "stop.StartInstance",
                        "resize.ResizeInstance",
                        "resize.RestoreSize",
                        "terminate.TerminateInstance",
                        "terminate.EndQuarantine",
                        "schedule.ScheduleInstance",
                        "schedule.UnscheduleInstance",
                        "tag.TagInstance",
                        "tag.UntagInstance")
                .map(name -> one(PACKAGE + name, clients))
                .toList();
    }

    /** The one of this name. */
    public static ResourceAction named(String name, AwsClients clients) {
        return all(clients).stream()
                .filter(action -> action.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ResourceAction one(String type, AwsClients clients) {
        try {
            Constructor<?> constructor = Class.forName(type).getDeclaredConstructor(AwsClients.class);
            constructor.setAccessible(true);
            return (ResourceAction) constructor.newInstance(clients);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
