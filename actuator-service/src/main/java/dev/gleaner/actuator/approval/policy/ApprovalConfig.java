package dev.gleaner.actuator.approval.policy;

import dev.gleaner.contracts.resource.EnvironmentTag;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Approvals that are required. */
@ConfigMapping(prefix = "actuator.approval")
public interface ApprovalConfig {

    /** Remedies that require two people. */
    TwoPeople twoPeople();

    /**
     * Values of the tag {@code environment}, in lower case, that are not production. Any other value, or none, is
     * production.
     */
    @WithDefault(EnvironmentTag.NON_PRODUCTION)
    Set<String> nonProduction();

    /**
     * Time for which a resource still counts as production after Gleaner set tags by which it no longer does. A value that was inferred
     * may be wrong, and its owner has this long to notice. With 0 it ends at once.
     */
    @WithDefault("P30D")
    Duration formerTags();

    /**
     * Person to whom an identity belongs: with {@code actuator.approval.people.U0123=anna} the Slack user {@code U0123}
     * and the token {@code anna} are one person and do not count as two. Approvals by identities of different realms
     * (Slack, the token file, an OpenID provider) count together only if each identity is listed here. An identity that
     * cannot exist prevents the start.
     */
    Map<String, String> people();

    /** Remedies that require the approval of two people. */
    interface TwoPeople {

        /** Require two people for a remedy that no undo restores. */
        @WithDefault("true")
        boolean irreversible();

        /** Require two people for any remedy in production. */
        @WithDefault("false")
        boolean production();
    }
}
