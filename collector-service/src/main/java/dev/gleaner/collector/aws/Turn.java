package dev.gleaner.collector.aws;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** Lets a call of an account in a region wait for its turn, on the thread that asks, and counts it. No call passes it by. */
final class Turn implements ExecutionInterceptor {

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
        meter.count(service, operation, context.request());
    }
}
