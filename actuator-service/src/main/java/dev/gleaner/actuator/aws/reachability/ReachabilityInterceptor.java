package dev.gleaner.actuator.aws.reachability;

import java.util.function.Predicate;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Tells whether the calls of a client are answered, after all their retries.
 *
 * @param account the account that the client calls; empty for that of the actuator's own credentials
 * @param isUnanswered whether a failure means that AWS did not answer
 */
public record ReachabilityInterceptor(
        AwsReachability reachability, String account, String region, Predicate<Throwable> isUnanswered)
        implements ExecutionInterceptor {

    @Override
    public void afterExecution(Context.AfterExecution call, ExecutionAttributes attributes) {
        reachability.answered(service(attributes), account, region);
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution call, ExecutionAttributes attributes) {
        if (isUnanswered.test(call.exception())) {
            reachability.failed(service(attributes), account, region, call.exception());
        } else if (call.httpResponse().isPresent()) {
            reachability.answered(service(attributes), account, region);
        }
    }

    private static String service(ExecutionAttributes attributes) {
        return attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME);
    }
}
