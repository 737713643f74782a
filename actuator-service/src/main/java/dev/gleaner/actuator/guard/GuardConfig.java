package dev.gleaner.actuator.guard;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What is never touched, and what has to be true at the moment of acting. */
@ConfigMapping(prefix = "actuator.guard")
public interface GuardConfig {

    /** Key of the tag that protects a resource, unless its value is {@code false}. */
    @WithDefault("gleaner:protected")
    String protectedTag();

    /** Tag keys, by their beginning, of controllers that would start again what is stopped. */
    @WithDefault("aws:autoscaling:,eks:,aws:eks:,kubernetes.io/cluster/,karpenter.sh/,aws:cloudformation:,aws:batch,"
            + "AWSBatchServiceTag,sagemaker:,aws:sagemaker")
    List<String> controllerTags();

    /** How long a target rests after a finished action. */
    @WithDefault("PT1H")
    Duration cooldown();

    /** Oldest confirmation of a finding by the analyzer that is good enough to act on. */
    @WithDefault("PT2H")
    Duration confirmation();

    /**
     * Rules about cards, of which the processor tells nothing: there the analyzer's confirmation, which comes with each
     * reading of the cards, is the re-check.
     */
    @WithDefault("idle-gpu")
    Set<String> cardRules();

    /** Oldest confirmation of a finding by such a rule that is good enough to act on. */
    @WithDefault("PT10M")
    Duration cardConfirmation();

    /** Whole hours of CPU use looked at before acting. */
    @WithDefault("24")
    int hours();

    /** Part of those hours that has to be there, 0 to 1. */
    @WithDefault("0.8")
    double coverage();

    /** Hourly mean CPU in percent from which an hour is busy: then nothing is done. */
    @WithDefault("20")
    double busy();

    /** Hourly maximum CPU in percent from which an hour has a peak: then nothing is done. */
    @WithDefault("50")
    double peak();
}
