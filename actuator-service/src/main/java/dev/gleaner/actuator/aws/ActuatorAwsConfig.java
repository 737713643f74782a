package dev.gleaner.actuator.aws;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Calls to AWS. */
@ConfigMapping(prefix = "actuator.aws")
public interface ActuatorAwsConfig {

    /** Call AWS. If {@code false}, findings are shown, but nothing is planned, approved or applied. */
    @WithDefault("true")
    boolean enabled();

    /** Endpoint of all AWS services, such as a stand-in. Without it AWS itself is called. */
    Optional<URI> endpoint();

    /**
     * Profile of the AWS configuration files; it may assume a role or use SSO. Without it the SDK's default credential
     * chain is used.
     */
    Optional<String> profile();

    /** Other accounts, by account id. Only these and the account of the actuator's own credentials are called. */
    Map<String, Account> accounts();

    /** Timeout of a call including all its retries. It must be well below the lease of an action. */
    @WithDefault("20s")
    Duration callTimeout();

    /** Access to another account. */
    interface Account {

        /** ARN of the role that is assumed. It must belong to this account. */
        String role();

        /** External id that the role's trust policy requires. */
        Optional<String> externalId();
    }
}
