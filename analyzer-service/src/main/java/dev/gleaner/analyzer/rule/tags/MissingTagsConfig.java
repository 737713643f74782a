package dev.gleaner.analyzer.rule.tags;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Limits of the rule {@code missing-tags}, and what values are inferred from. */
@ConfigMapping(prefix = "analyzer.missing-tags")
public interface MissingTagsConfig {

    /** Keys of the tags that each resource needs. Keys of resources may differ in case, hyphens, underscores and spaces. */
    @WithDefault("team,project,environment,cost-center")
    List<String> keys();

    /** Age, in whole hours, from which a resource without one of the tags is reported. */
    @WithDefault("PT1H")
    Duration age();

    /** Confidence, 0 to 1, below which an inferred value is only suggested, and not set by an action. */
    @WithDefault("0.9")
    double askBelow();

    /** How much an inferred value is trusted. */
    Confidence confidence();

    /**
     * Values by creator, as a table of tags for each name of a role or user: {@code creators.vision-training.team=vision}. The creator
     * of instances is known if CloudTrail shows their creation.
     */
    Map<String, Map<String, String>> creators();

    /** Values by account, as a table of tags for each account: {@code accounts."123456789012".cost-center=cc-7}. */
    Map<String, Map<String, String>> accounts();

    /**
     * Time, in whole hours, for which a bucket, VPC, gateway or load balancer may be missing in complete listings. Afterwards the result
     * is {@code insufficient}, as it may have been deleted.
     */
    @WithDefault("P4D")
    Duration unlisted();

    /** Time that a person needs to carry out the remedy. */
    @WithDefault("PT2M")
    Duration effort();

    /** Confidence in inferred values by their source, 0 to 1. The defaults are judgements, and not measured. */
    interface Confidence {

        /** Confidence in a value of {@code creators}: a role can create resources for others. */
        @WithDefault("0.95")
        double creator();

        /** Confidence in a value of {@code accounts}: several teams can share an account. */
        @WithDefault("0.9")
        double account();

        /** Confidence in the name of the creator as the value of {@code team}: roles are often named otherwise. */
        @WithDefault("0.5")
        double creatorName();
    }
}
