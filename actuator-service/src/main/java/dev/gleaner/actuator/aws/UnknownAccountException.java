package dev.gleaner.actuator.aws;

import software.amazon.awssdk.core.exception.SdkClientException;

/** What every call comes to that would go into an account that is neither our own nor has a role configured. */
final class UnknownAccountException extends SdkClientException {

    private static final long serialVersionUID = 1L;

    UnknownAccountException(String account, String own) {
        super(SdkClientException.builder()
                .message("our credentials are of account " + own + ", not of " + account
                        + ", and no role is configured for it: set actuator.aws.accounts.\"" + account + "\".role"));
    }
}
