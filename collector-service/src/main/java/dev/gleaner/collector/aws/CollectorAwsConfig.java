package dev.gleaner.collector.aws;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** AWS accounts and regions that are read. */
@ConfigMapping(prefix = "collector.aws")
public interface CollectorAwsConfig {

    /** Regions that are read in each account. */
    Optional<List<String>> regions();

    /** Endpoint of all AWS services, such as a stand-in. Without it AWS itself is called. */
    Optional<URI> endpoint();

    /** Profile of the AWS configuration files. Without it the SDK's default credential chain is used. */
    Optional<String> profile();

    /** Other accounts, by account id. The account of the collector's own credentials is always read. */
    Map<String, OtherAccount> accounts();

    /** Accounts of an organization, read in addition to the accounts named one by one. */
    Organization organization();

    /** Number of accounts that a source reads at the same time. */
    @WithDefault("8")
    int parallel();

    /** Time between two reports of what the collector's own calls cost. */
    @WithDefault("PT1H")
    Duration costInterval();

    /** Access to another account. */
    interface OtherAccount {

        /** ARN of the role that is assumed in this account. */
        String role();

        /** External id that the role's trust policy requires. */
        Optional<String> externalId();
    }

    /** Accounts that are found by AWS Organizations. */
    interface Organization {

        /** Read all active accounts that AWS Organizations lists. */
        @WithDefault("false")
        boolean enabled();

        /**
         * Name of the role that is assumed in each of these accounts. An account under {@code collector.aws.accounts}
         * uses the role given there.
         */
        @WithDefault("gleaner-reader")
        String role();

        /** External id that the trust policies of these roles require. */
        Optional<String> externalId();

        /** Time between two listings of the organization's accounts. */
        @WithDefault("PT1H")
        Duration interval();
    }
}
