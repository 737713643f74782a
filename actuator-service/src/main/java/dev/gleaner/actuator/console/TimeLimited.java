package dev.gleaner.actuator.console;

import dev.gleaner.actuator.database.RequestOutcome;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** A REST resource whose late results are dropped: {@link RequestLimitFilter} has answered these requests with 503. */
@Inherited
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface TimeLimited {

    /** Lets through what comes in time. What comes late would be written to a response that has ended, which closes the connection. */
    @TimeLimited
    @Interceptor
    @Priority(Interceptor.Priority.APPLICATION)
    class LateResultInterceptor {

        @AroundInvoke
        @Nullable
        Object drop(InvocationContext invocation) throws Exception {
            RequestOutcome request = RequestOutcome.find();
            Object result = invocation.proceed();
            if (request == null) {
                return result;
            }
            if (result instanceof Uni<?> one) {
                return inTime(one, request);
            }
            return result instanceof Multi<?> many ? inTime(many, request) : result;
        }

        private static <T> Uni<T> inTime(Uni<T> result, RequestOutcome request) {
            return result.onItemOrFailure().call((item, failure) -> neverIfRefused(request));
        }

        private static <T> Multi<T> inTime(Multi<T> results, RequestOutcome request) {
            return results.onItem()
                    .call(() -> neverIfRefused(request))
                    .onFailure()
                    .call(failure -> neverIfRefused(request))
                    .onCompletion()
                    .call(() -> neverIfRefused(request));
        }

        /** From here on the request is answered by its result. */
        private static Uni<Void> neverIfRefused(RequestOutcome request) {
            return request.tryKeep()
                    ? Uni.createFrom().voidItem()
                    : Uni.createFrom().nothing();
        }
    }
}
