package dev.gleaner.collector.aws;

import java.util.UUID;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** Delays each call until the rate limit of its account and region allows it, on the calling thread, and counts it. */
final class RateLimitInterceptor implements ExecutionInterceptor {

    /**
     * The SDK allows an attribute name once per process, and tests load this class once per start of the application.
     */
    private static final ExecutionAttribute<String> SOURCE =
            new ExecutionAttribute<>("gleaner.source-" + UUID.randomUUID());

    private final ApiRateLimiter apiRateLimiter;
    private final CallCostMeter meter;
    private final AwsAccountRegion awsAccountRegion;
    private final CallRate rate;

    RateLimitInterceptor(
            ApiRateLimiter apiRateLimiter, CallCostMeter meter, AwsAccountRegion awsAccountRegion, CallRate rate) {
        this.apiRateLimiter = apiRateLimiter;
        this.meter = meter;
        this.awsAccountRegion = awsAccountRegion;
        this.rate = rate;
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        String service = attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME);
        String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        apiRateLimiter.acquire(
                new ApiRateLimiter.Api(awsAccountRegion.account().id(), awsAccountRegion.region(), service, operation),
                rate);
        // The response arrives on another thread.
        attributes.putAttribute(SOURCE, CallingSource.currentSource());
        meter.callStarted(CallingSource.currentSource(), service, operation);
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        meter.callSucceeded(
                attributes.getAttribute(SOURCE),
                attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME),
                attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME),
                context.request());
    }
}
