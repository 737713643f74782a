package dev.gleaner.collector.aws;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** Lets a call of an account in a region wait for its turn, on the thread that asks, and counts it. No call passes it by. */
final class Turn implements ExecutionInterceptor {

    private static final ExecutionAttribute<String> SOURCE = new ExecutionAttribute<>("gleaner.source");

    private final Pacing pacing;
    private final CallMeter meter;
    private final String account;
    private final String region;

    Turn(Pacing pacing, CallMeter meter, String account, String region) {
        this.pacing = pacing;
        this.meter = meter;
        this.account = account;
        this.region = region;
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        String service = attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME);
        String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        pacing.await(account, region, service, operation);
        // The answer comes on another thread.
        attributes.putAttribute(SOURCE, Asking.source());
        meter.count(Asking.source(), service, operation);
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        meter.answered(
                attributes.getAttribute(SOURCE),
                attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME),
                attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME),
                context.request());
    }
}
