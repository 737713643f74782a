package dev.gleaner.collector.aws;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which AWS is read. */
@ConfigMapping(prefix = "collector.aws")
public interface CollectorAwsConfig {

    /** Regions whose instances are read, of each account. */
    Optional<List<String>> regions();

    /** Another endpoint for all services, such as a stand-in; absent for the real AWS. */
    Optional<URI> endpoint();

    /** Profile of the AWS configuration files; absent for the SDK's default chain of credentials. */
    Optional<String> profile();

    /** Other accounts that are read too, by their number, and the roles to take there. Our own is always read. */
    Map<String, OtherAccount> accounts();

    /** The accounts of an organization, beside those that are named. */
    Organization organization();

    /** How many accounts a source asks at a time, so that one that does not answer keeps few waiting. */
    @WithDefault("8")
    int parallel();

    /** How another account lets us in. */
    interface OtherAccount {

        /** ARN of the role. */
        String role();

        /** What its trust policy asks for beside our name, so that nobody else can lead us there. */
        Optional<String> externalId();
    }

    /** Accounts that need not be named one by one. */
    interface Organization {

        /** Whether all active accounts are read that Organizations lists. */
        @WithDefault("false")
        boolean enabled();

        /** Name of the role to take in each of them; an account that is named above has its own. */
        @WithDefault("gleaner-reader")
        String role();

        /** What the trust policies ask for beside our name. */
        Optional<String> externalId();

        /** How often they are listed. */
        @WithDefault("PT1H")
        Duration interval();
    }
}
