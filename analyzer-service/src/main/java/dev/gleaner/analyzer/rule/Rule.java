package dev.gleaner.analyzer.rule;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RuleInput;
import org.jspecify.annotations.Nullable;

/**
 * A pure function from what was known of a resource at the end of an hour to a verdict.
 *
 * @param <S> its input
 */
public interface Rule<S extends RuleInput> {

    /** Its name, and its place among the rules. */
    RuleName ruleName();

    /** Name in findings, {@code idle-instance}. */
    default String name() {
        return ruleName().name();
    }

    /** How many hours it looks back, including the evaluated one, which is the only one of a rule about the listing alone. */
    default int hours() {
        return 1;
    }

    /** Time that a person needs to carry out the remedy, in minutes. */
    int effortMinutes();

    /** Whether it is evaluated only once the GPU readings of the hour are complete. */
    default boolean requiresGpuReadings() {
        return false;
    }

    /** Whether it uses the GPU readings of an instance with GPUs, so that it waits for them there. */
    default boolean usesGpuReadings() {
        return requiresGpuReadings();
    }

    /** Why the rule does not apply to the input whatever is missing, for a person; null if it may. */
    default @Nullable String notApplicable(S input) {
        return input.notApplicable(hours());
    }

    /** Whether the listing of the resource is the only source that its verdict depends on. */
    default boolean needsListingOnly() {
        return false;
    }

    /** What to do instead of its remedies where these save nothing, for a person; null if there is nothing to advise. */
    default @Nullable String adviceWhereNothingIsSaved() {
        return null;
    }

    /** Whether a report that someone is at work on the resource now contradicts its findings. */
    default boolean isContradictedByReportedWork() {
        return false;
    }

    /** The verdict on the hour of the input. */
    Verdict evaluate(S input);

    /**
     * The hour up to which the condition certainly does not hold, whatever is measured later, so that these hours need not be
     * evaluated; null if that is not certain. All hours of the input must be final.
     */
    default @Nullable Hour certainlyNothingThrough(S input) {
        return null;
    }

    /** Identifies the limits on which {@link #certainlyNothingThrough} depends. */
    default int limitsHash() {
        return 0;
    }
}
