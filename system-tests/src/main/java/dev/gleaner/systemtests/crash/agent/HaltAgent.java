package dev.gleaner.systemtests.crash.agent;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** A Java agent that halts the actuator's process at the points of {@link HaltOrders}, without code in the actuator. */
public final class HaltAgent {

    private HaltAgent() {}

    /** A suffix of the argument that plants {@link RepeatedCallFault}. */
    public static final String FORGETFUL = ",forgetful";

    /** Called by the JVM before its main class; the argument is the folder of the orders. */
    public static void premain(String argument, Instrumentation instrumentation) {
        HaltTrigger.arm(new HaltOrders(Path.of(argument.replace(FORGETFUL, ""))));
        AgentBuilder agent = new AgentBuilder.Default()
                .disableClassFormatChanges()
                .with(AgentBuilder.Listener.StreamWriting.toSystemError().withErrorsOnly());
        for (HaltPoint point : HaltPoint.values()) {
            Advice advice =
                    Advice.withCustomMapping().bind(Name.class, point.name()).to(Enter.class);
            agent = agent.type(named(point.className()))
                    .transform(
                            (builder, type, loader, module, domain) -> builder.visit(advice.on(named(point.method()))));
        }
        if (argument.endsWith(FORGETFUL)) {
            agent = RepeatedCallFault.install(agent);
        }
        agent.installOn(instrumentation);
    }

    /** Name of the point. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface Name {}

    /** The advice for the method of a point, which returns a Uni. */
    static final class Enter {

        private Enter() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static @Nullable Object enter(
                @Name String point,
                @Advice.Origin Class<?> caller,
                @Advice.AllArguments(readOnly = true, typing = Assigner.Typing.DYNAMIC) Object[] arguments) {
            return HaltTrigger.haltIfOrdered(point, arguments, caller);
        }

        @Advice.OnMethodExit
        static void exit(
                @Advice.Enter @Nullable Object suspended,
                @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object result) {
            if (suspended != null) {
                result = suspended;
            }
        }
    }
}
