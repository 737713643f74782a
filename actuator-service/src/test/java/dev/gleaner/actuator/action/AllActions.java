package dev.gleaner.actuator.action;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.gleaner.actuator.action.instance.BeforeStopFactories;
import dev.gleaner.actuator.action.instance.BeforeStopStep;
import dev.gleaner.actuator.aws.OfflineClients;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.stream.Stream;

/** Every action there is, so that none can be forgotten. */
public final class AllActions {

    private AllActions() {}

    /** The registry of the service. */
    public static ActionRegistry registry() {
        return new ActionRegistry(made());
    }

    static List<ActionDefinition> made() {
        return new ClassFileImporter()
                .importPackages("dev.gleaner.actuator.action").stream()
                        .filter(type -> type.isAssignableTo(ActionDefinition.class))
                        .filter(type ->
                                !type.isInterface() && !type.getModifiers().contains(JavaModifier.ABSTRACT))
                        .map(JavaClass::reflect)
                        .map(type -> (ActionDefinition) made(type))
                        .toList();
    }

    /** Made of what its constructor asks for; nothing of it is ever called. */
    private static Object made(Class<?> type) {
        if (type.getSimpleName().equals("ActuatorAwsClients")) {
            return OfflineClients.create();
        }
        if (type == BeforeStopStep.Factory.class) {
            return BeforeStopFactories.create(OfflineClients.create());
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructors()[0];
            constructor.setAccessible(true);
            Object[] parts = Stream.of(constructor.getParameterTypes())
                    .map(AllActions::made)
                    .toArray();
            return constructor.newInstance(parts);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("can't make a " + type, e);
        }
    }
}
