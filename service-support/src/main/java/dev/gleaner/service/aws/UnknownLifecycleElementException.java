package dev.gleaner.service.aws;

import software.amazon.awssdk.core.exception.SdkClientException;

/** A document has an element that the SDK ignores, so that writing the document back would remove it. */
public final class UnknownLifecycleElementException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private UnknownLifecycleElementException(String path) {
        super("S3 showed " + path + ", which is not known here: it would be lost if the document was put back");
    }

    /** Wrapped in an SDK exception, because the SDK copies its own exceptions but keeps their cause. */
    static SdkClientException at(String path) {
        UnknownLifecycleElementException unknown = new UnknownLifecycleElementException(path);
        return SdkClientException.create(unknown.getMessage(), unknown);
    }
}
