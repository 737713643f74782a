package dev.gleaner.collector.aws;

import java.util.Optional;

/**
 * An account that is read.
 *
 * @param id account id
 * @param role the role to assume; absent for the account of our own credentials
 */
public record AwsAccount(String id, Optional<Role> role) {

    /** The account of our own credentials. */
    public static AwsAccount ofOwnCredentials(String id) {
        return new AwsAccount(id, Optional.empty());
    }

    /**
     * A role that gives access to an account.
     *
     * @param arn of the role
     * @param externalId that the role's trust policy requires, if it does
     */
    public record Role(String arn, Optional<String> externalId) {}
}
