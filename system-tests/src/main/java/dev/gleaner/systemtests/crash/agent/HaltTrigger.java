package dev.gleaner.systemtests.crash.agent;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Called at each point: suspends the action there and then halts the process without shutdown hooks, if that was ordered. */
public final class HaltTrigger {

    /** The exit status of a process that was killed. */
    private static final int HALTED = 137;

    private static final Set<String> SUSPENDED = new HashSet<>();

    private static volatile @Nullable HaltOrders orders;

    private HaltTrigger() {}

    static void arm(HaltOrders folder) {
        orders = folder;
    }

    /** What the method returns instead of running, if a halt was ordered for the subject of its arguments; else null. */
    public static @Nullable Object haltIfOrdered(String point, Object[] arguments, Class<?> caller) {
        HaltOrders armed = Objects.requireNonNull(orders);
        List<String> subjects = Stream.of(arguments)
                .flatMap(argument -> subjects(argument).stream())
                .toList();
        List<HaltOrders.Order> taken = armed.claim(point, subjects);
        if (taken.isEmpty()) {
            return null;
        }
        haltUntilKilled(armed, taken);
        return never(caller);
    }

    private static void haltUntilKilled(HaltOrders armed, List<HaltOrders.Order> taken) {
        String round = taken.get(0).round();
        armed.begin(round);
        boolean isFirst;
        boolean isLast;
        synchronized (SUSPENDED) {
            isFirst = SUSPENDED.isEmpty();
            taken.forEach(order -> SUSPENDED.add(order.id()));
            isLast = armed.current().stream().allMatch(other -> SUSPENDED.contains(other.id()));
        }
        if (isLast) {
            Runtime.getRuntime().halt(HALTED);
        } else if (isFirst) {
            haltIn(armed.left(round).toNanos());
        }
    }

    private static void haltIn(long nanos) {
        Thread end = new Thread(() -> {
            long deadline = System.nanoTime() + nanos;
            while (System.nanoTime() < deadline) {
                LockSupport.parkNanos(deadline - System.nanoTime());
            }
            Runtime.getRuntime().halt(HALTED);
        });
        end.setDaemon(true);
        end.start();
    }

    /** A Uni that never completes, so that nothing follows and no thread waits. */
    private static Object never(Class<?> caller) {
        try {
            Class<?> uni = Class.forName("io.smallrye.mutiny.Uni", true, caller.getClassLoader());
            Object creator = uni.getMethod("createFrom").invoke(null);
            return Objects.requireNonNull(Objects.requireNonNull(creator)
                    .getClass()
                    .getMethod("nothing")
                    .invoke(creator));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** By reflection, as another class loader defines these types. */
    static List<String> subjects(@Nullable Object argument) {
        List<String> subjects = new ArrayList<>();
        if (argument instanceof List<?> entries) {
            entries.forEach(entry -> subjects.add(
                    has(entry, "report")
                            ? HaltOrders.subject(String.valueOf(call(entry, "target")), HaltOrders.WORK)
                            : subject(entry, "resource", "kind")));
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
