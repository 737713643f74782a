package dev.gleaner.actuator.aws;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context.BeforeExecution;
import software.amazon.awssdk.core.interceptor.Context.BeforeTransmission;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Until when a call to AWS may be sent. It is looked at when the request is ready, as the last thing before it goes out: a
 * process that stood still on the way there finds that its time is over, and sends nothing.
 */
public final class SendDeadline {

    private static final Object KEY = SendDeadline.class;

    private static final ExecutionAttribute<Long> DEADLINE = new ExecutionAttribute<>("gleaner.send-deadline");

    private SendDeadline() {}

    /**
     * Calls that are sent before the deadline, or fail with {@link Passed}. They belong to the Vert.x context of the
     * subscriber, which nobody else may use meanwhile.
     *
     * @param deadline by {@link System#nanoTime()}
     */
    public static <T> Uni<T> callBefore(long deadline, Supplier<Uni<T>> calls) {
        return Uni.createFrom().deferred(() -> {
            Context context = Vertx.currentContext();
            context.putLocal(KEY, deadline);
            return calls.get().onTermination().invoke(() -> context.removeLocal(KEY));
        });
    }

    /** The time had come before the request was sent. */
    public static final class Passed extends SdkClientException {

        private static final long serialVersionUID = 1L;

        Passed() {
            super(SdkClientException.builder().message("the time in which the call might be sent is over"));
        }
    }

    /** Holds a client's calls to the deadline under which they are made, where there is one. */
    static final class Interceptor implements ExecutionInterceptor {

        /** On the caller's thread; what follows may go on on others. */
        @Override
        public void beforeExecution(BeforeExecution call, ExecutionAttributes attributes) {
            Long deadline = current();
            if (deadline != null) {
                attributes.putAttribute(DEADLINE, deadline);
            }
        }

        @Override
        public void beforeTransmission(BeforeTransmission call, ExecutionAttributes attributes) {
            Long deadline = attributes.getAttribute(DEADLINE);
            if (deadline != null && System.nanoTime() - deadline >= 0) {
                throw new Passed();
            }
        }

        private static @Nullable Long current() {
            Context context = Vertx.currentContext();
            return context == null ? null : context.getLocal(KEY);
        }
    }
}
