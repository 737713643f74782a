package dev.gleaner.benchmarks.crash.agent;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asked at each point: ends the process at once, without any of its own ends, if that was ordered. */
public final class Halt {

    private static volatile @Nullable HaltOrders orders;

    private Halt() {}

    static void arm(HaltOrders folder) {
        orders = folder;
    }

    /** Never returns if it was ordered for whatever the arguments are about. */
    public static void at(String point, Object[] arguments) {
        for (Object argument : arguments) {
            for (String subject : subjects(argument)) {
                if (Objects.requireNonNull(orders).take(point, subject)) {
                    Runtime.getRuntime().halt(137);
                }
            }
        }
    }

    /** By reflection, since the types are those of another class loader. */
    private static List<String> subjects(@Nullable Object argument) {
        List<String> subjects = new ArrayList<>();
        if (argument instanceof List<?> entries) {
            entries.forEach(entry -> subjects.add(subject(entry, "resource", "kind")));
        } else if (argument != null && has(argument, "action")) {
            subjects.add(subject(call(argument, "action"), "target", "name"));
        }
        return subjects;
    }

    private static String subject(@Nullable Object about, String target, String what) {
        return HaltOrders.subject(
                String.valueOf(call(about, target)),
                String.valueOf(call(about, what)).toLowerCase(Locale.ROOT));
    }

    private static boolean has(Object object, String method) {
        return Stream.of(object.getClass().getDeclaredMethods())
                .anyMatch(found -> found.getName().equals(method) && found.getParameterCount() == 0);
    }

    private static @Nullable Object call(@Nullable Object object, String name) {
        try {
            Method method = Objects.requireNonNull(object).getClass().getDeclaredMethod(name);
            method.setAccessible(true);
            return method.invoke(object);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
