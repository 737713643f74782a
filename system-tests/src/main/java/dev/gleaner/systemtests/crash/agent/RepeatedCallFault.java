package dev.gleaner.systemtests.crash.agent;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/**
 * A planted fault, which the matrix has to detect: an actuator that resumes an intent calls AWS again without checking the
 * outcome of the first call.
 */
public final class RepeatedCallFault {

    private static final String EXECUTOR = "dev.gleaner.actuator.execution.ActionExecutor";

    private RepeatedCallFault() {}

    static AgentBuilder install(AgentBuilder agent) {
        return agent.type(named(EXECUTOR))
                .transform((builder, type, loader, module, domain) ->
                        builder.visit(Advice.to(Resume.class).on(named("resume"))));
    }

    /** Makes the call at once; null if AWS is known to have accepted it. */
    public static @Nullable Object callAgain(Object executor, Object[] arguments) {
        try {
            Object claim = arguments[0];
            Object intent = arguments[2];
            Optional<?> shown = (Optional<?>) arguments[3];
            if (shown.isEmpty()
                    || Boolean.TRUE.equals(method(intent, "isCalled").invoke(intent))) {
                return null;
            }
            Object action = method(claim, "action").invoke(claim);
            int number = (int) method(action, "step").invoke(action);
            Object order = method(action, "order").invoke(action);
            List<?> steps =
                    (List<?>) method(arguments[1], "steps", order.getClass()).invoke(arguments[1], order);
            return method(executor, "perform").invoke(executor, claim, steps.get(number), shown.get());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public method with a parameter of this type, which a class may inherit from its interface. */
    private static Method method(Object object, String name, Class<?> parameter) throws NoSuchMethodException {
        Method found = object.getClass().getMethod(name, parameter);
        found.setAccessible(true);
        return found;
    }

    private static Method method(Object object, String name) {
        Method found = Stream.<Class<?>>iterate(object.getClass(), type -> type != null, Class::getSuperclass)
                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .filter(method -> method.getName().equals(name) && !method.isBridge())
                .findFirst()
                .or(() -> Stream.of(object.getClass().getMethods())
                        .filter(method -> method.getName().equals(name))
                        .findFirst())
                .orElseThrow();
        found.setAccessible(true);
        return found;
    }

    /** The advice for the method that checks the outcome. */
    static final class Resume {

        private Resume() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static @Nullable Object enter(
                @Advice.This Object executor,
                @Advice.AllArguments(readOnly = true, typing = Assigner.Typing.DYNAMIC) Object[] arguments) {
            return callAgain(executor, arguments);
        }

        @Advice.OnMethodExit
        static void exit(
                @Advice.Enter Object called,
                @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object result) {
            if (called != null) {
                result = called;
            }
        }
    }
}
