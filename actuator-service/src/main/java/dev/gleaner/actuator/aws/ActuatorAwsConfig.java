package dev.gleaner.actuator.aws;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** How AWS is called. */
@ConfigMapping(prefix = "actuator.aws")
public interface ActuatorAwsConfig {

    /** Whether AWS is there at all: without it nothing can be looked at, so nothing is planned, approved or done. */
    @WithDefault("true")
    boolean enabled();

    /** Where to send calls instead of to AWS. */
    Optional<URI> endpoint();

    /** Profile whose credentials are used; without it the SDK's default chain. */
    Optional<String> profile();

    /**
     * Other accounts, by their number, and the roles to take there. Beside them nothing is called but the account of our own
     * credentials.
     */
    Map<String, Account> accounts();

    /** How long one call may take with all its retries. It has to end well within the lease of an action. */
    @WithDefault("20s")
    Duration callTimeout();

    /** How another account lets us in. */
    interface Account {

        /** ARN of the role, which has to be one of that account. */
        String role();

        /** What its trust policy asks for beside our name, so that nobody else can lead us there. */
        Optional<String> externalId();
    }
}
