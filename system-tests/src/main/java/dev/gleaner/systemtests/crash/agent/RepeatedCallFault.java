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
 * A planted fault, to see that the matrix measures something: an actuator that takes over an intent calls AWS again without
 * asking what has come of the first call.
 */
public final class RepeatedCallFault {

    private static final String TURN = "dev.gleaner.actuator.execution.ActionExecutor";

    private RepeatedCallFault() {}

    static AgentBuilder install(AgentBuilder agent) {
        return agent.type(named(TURN))
                .transform((builder, type, loader, module, domain) ->
                        builder.visit(Advice.to(Resume.class).on(named("resume"))));
    }

    /** The call, made at once; absent where AWS is known to have taken it. */
    public static @Nullable Object callAgain(Object turn, Object[] arguments) {
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
            List<?> steps = (List<?>) method(arguments[1], "steps").invoke(arguments[1]);
            return method(turn, "perform").invoke(turn, claim, steps.get(number), shown.get());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
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

    /** What is put around the method that looks. */
    static final class Resume {

        private Resume() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static @Nullable Object enter(
                @Advice.This Object turn,
                @Advice.AllArguments(readOnly = true, typing = Assigner.Typing.DYNAMIC) Object[] arguments) {
            return callAgain(turn, arguments);
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
