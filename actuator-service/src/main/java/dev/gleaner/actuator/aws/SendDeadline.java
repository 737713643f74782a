package dev.gleaner.actuator.aws;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context.BeforeExecution;
import software.amazon.awssdk.core.interceptor.Context.BeforeTransmission;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Latest time at which a call to AWS may be sent. It is checked last, when the request is ready to be sent: a process that
 * was paused before this point finds the deadline exceeded and sends nothing.
 */
public final class SendDeadline {

    private static final Object KEY = SendDeadline.class;

    /** The SDK accepts a name once, and stays when this class is loaded again, as after a restart in development. */
    private static final ExecutionAttribute<Long> DEADLINE =
            new ExecutionAttribute<>("gleaner.send-deadline-" + UUID.randomUUID());

    private SendDeadline() {}

    /**
     * Makes calls that are either sent before the deadline or fail with {@link Passed}. They use the Vert.x context of the
     * subscriber, which must not be used by other work meanwhile.
     *
     * @param deadline in terms of {@link System#nanoTime()}
     */
    public static <T> Uni<T> callBefore(long deadline, Supplier<Uni<T>> calls) {
        return Uni.createFrom().deferred(() -> {
            Context context = Vertx.currentContext();
            context.putLocal(KEY, deadline);
            return calls.get().onTermination().invoke(() -> context.removeLocal(KEY));
        });
    }

    /** The deadline passed before the request was sent. */
    public static final class Passed extends SdkClientException {

        private static final long serialVersionUID = 1L;

        Passed() {
            super(SdkClientException.builder().message("the time in which the call might be sent is over"));
        }
    }

    /** Applies the current deadline, if there is one, to the calls of a client. */
    static final class Interceptor implements ExecutionInterceptor {

        /** Runs on the thread of the caller; later phases may run on other threads. */
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
