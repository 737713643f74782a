package dev.gleaner.actuator.approval.policy;

import dev.gleaner.contracts.resource.EnvironmentTag;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;
import java.util.Set;

/** Whose yes counts, and how many of them are needed. */
@ConfigMapping(prefix = "actuator.approval")
public interface ApprovalConfig {

    /** What takes the yes of two people. */
    TwoPeople twoPeople();

    /** Values of the tag environment, lower case, that are not production; any other one is, and so is none. */
    @WithDefault(EnvironmentTag.NON_PRODUCTION)
    Set<String> nonProduction();

    /**
     * Who an identity is: {@code actuator.approval.people.U0123=anna} says that the Slack user and the token anna are one
     * person, so that the two together are not two people. Identities of different realms (Slack, the token file, an OpenID
     * provider) count together only where each of them is named here. An identity that nobody can have keeps the service from
     * starting.
     */
    Map<String, String> people();

    /** What takes the yes of two people. */
    interface TwoPeople {

        /** What no undo brings back. */
        @WithDefault("true")
        boolean irreversible();

        /** Anything in production. */
        @WithDefault("false")
        boolean production();
    }
}
