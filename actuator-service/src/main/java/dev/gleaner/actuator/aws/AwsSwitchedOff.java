package dev.gleaner.actuator.aws;

import software.amazon.awssdk.core.exception.SdkClientException;

/** What every call of AWS comes to where there is none to call. */
final class AwsSwitchedOff extends SdkClientException {

    private static final long serialVersionUID = 1L;

    /** For a person who wants to know why nothing can be done. */
    static final String TEXT = "AWS is switched off here by actuator.aws.enabled=false";

    AwsSwitchedOff() {
        super(SdkClientException.builder().message(TEXT));
    }
}
