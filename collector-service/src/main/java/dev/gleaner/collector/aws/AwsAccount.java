package dev.gleaner.collector.aws;

import java.util.Optional;

/**
 * An account that is read.
 *
 * @param id its number
 * @param role to take there; absent where our own credentials are good for it
 */
public record AwsAccount(String id, Optional<Role> role) {

    /** The one of our own credentials. */
    public static AwsAccount ofOwnCredentials(String id) {
        return new AwsAccount(id, Optional.empty());
    }

    /**
     * How an account lets us in.
     *
     * @param arn of the role
     * @param externalId that its trust policy asks for, if it does
     */
    public record Role(String arn, Optional<String> externalId) {}
}
