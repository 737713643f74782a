package dev.gleaner.actuator.action;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.gleaner.actuator.action.instance.BeforeStopFactories;
import dev.gleaner.actuator.action.instance.BeforeStopStep;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.OfflineClients;
import dev.gleaner.actuator.aws.ResourceObservation;
import jakarta.inject.Singleton;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every action there is, so that none can be forgotten. */
public final class AllActions {

    private AllActions() {}

    /** The registry of the service. */
    public static ActionRegistry registry() {
        return new ActionRegistry(List.copyOf(made()));
    }

    static List<ActionDefinition<ResourceObservation>> made() {
        return made(OfflineClients.create());
    }

    /** All of them with these clients. */
    public static List<ActionDefinition<ResourceObservation>> made(ActuatorAwsClients clients) {
        return new ClassFileImporter()
                .importPackages("dev.gleaner.actuator.action").stream()
                        .map(JavaClass::reflect)
                        .flatMap(AllActions::producers)
                        .map(producer -> made(producer, clients))
                        .toList();
    }

    /** Names of the classes by the names of the actions that they produce. */
    static Map<String, String> files() {
        return new ClassFileImporter()
                .importPackages("dev.gleaner.actuator.action").stream()
                        .map(JavaClass::reflect)
                        .flatMap(AllActions::producers)
                        .collect(Collectors.toMap(
                                producer ->
                                        made(producer, OfflineClients.create()).name(),
                                producer -> producer.getDeclaringClass().getSimpleName()));
    }

    /** The methods that produce an action. */
    static Stream<Method> producers(Class<?> type) {
        return Stream.of(type.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Singleton.class))
                .filter(method -> method.getReturnType() == ActionDefinition.class);
    }

    @SuppressWarnings("unchecked")
    private static ActionDefinition<ResourceObservation> made(Method producer, ActuatorAwsClients clients) {
        try {
            producer.setAccessible(true);
            return (ActionDefinition<ResourceObservation>)
                    producer.invoke(null, parts(producer.getParameterTypes(), clients));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("can't make an action by " + producer, e);
        }
    }

    private static Object[] parts(Class<?>[] types, ActuatorAwsClients clients) {
        return Stream.of(types).map(type -> made(type, clients)).toArray();
    }

    /** Made of what its constructor asks for; nothing of it is ever called. */
    private static Object made(Class<?> type, ActuatorAwsClients clients) {
        if (type == ActuatorAwsClients.class) {
            return clients;
        }
        if (type == BeforeStopStep.Factory.class) {
            return BeforeStopFactories.create(clients);
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructors()[0];
            constructor.setAccessible(true);
            return constructor.newInstance(parts(constructor.getParameterTypes(), clients));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("can't make a " + type, e);
        }
    }
}
