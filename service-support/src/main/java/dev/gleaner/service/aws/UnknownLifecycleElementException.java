package dev.gleaner.service.aws;

import software.amazon.awssdk.core.exception.SdkClientException;

/** A document says something that the SDK drops when it reads it, so that putting the document back would lose it. */
public final class UnknownLifecycleElementException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private UnknownLifecycleElementException(String path) {
        super("S3 showed " + path + ", which is not known here: it would be lost if the document was put back");
    }

    /** As a failure of the SDK, which copies its own exceptions on their way but keeps their cause. */
    static SdkClientException at(String path) {
        UnknownLifecycleElementException unknown = new UnknownLifecycleElementException(path);
        return SdkClientException.create(unknown.getMessage(), unknown);
    }
}
