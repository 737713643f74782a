package dev.gleaner.collector.aws;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Asks for no 100 before the body of an upload. The SDK's Netty client can take a server's 100 for the end of the answer
 * (aws/aws-sdk-java-v2#1969, S3Exception with status 100): the upload fails, and what comes after it is read as the answer to
 * whatever is asked next on the same connection, an empty listing for instance.
 */
public final class NoExpectContinueInterceptor implements ExecutionInterceptor {

    @Override
    public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
        return context.httpRequest().toBuilder().removeHeader("Expect").build();
    }
}
