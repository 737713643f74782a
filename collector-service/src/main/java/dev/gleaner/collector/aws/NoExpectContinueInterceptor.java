package dev.gleaner.collector.aws;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Removes the header {@code Expect: 100-continue} from uploads. The SDK's Netty client may mistake the server's status
 * 100 for the response (aws/aws-sdk-java-v2#1969, S3Exception with status 100): the upload fails, and its actual
 * response is taken as the response to the next request on the connection, for example as an empty listing.
 */
public final class NoExpectContinueInterceptor implements ExecutionInterceptor {

    @Override
    public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
        return context.httpRequest().toBuilder().removeHeader("Expect").build();
    }
}
