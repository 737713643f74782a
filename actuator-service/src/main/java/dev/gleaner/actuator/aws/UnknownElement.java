package dev.gleaner.actuator.aws;

import software.amazon.awssdk.core.exception.SdkClientException;

/** A document says something that the SDK drops when it reads it, so that putting the document back would lose it. */
final class UnknownElement extends SdkClientException {

    private static final long serialVersionUID = 1L;

    UnknownElement(String path) {
        super(SdkClientException.builder()
                .message("S3 showed " + path
                        + ", which is not known here: it would be lost if the document was put back"));
    }
}
