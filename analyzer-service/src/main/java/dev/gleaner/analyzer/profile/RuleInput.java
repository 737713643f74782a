package dev.gleaner.analyzer.profile;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was known of a resource at the end of an hour: the input of a rule. */
public interface RuleInput {

    /** ARN. */
    String resource();

    /** The evaluated hour. */
    Hour hour();

    /** Its account; empty when it is not known. */
    String account();

    /** Its region; empty when it is not known. */
    String region();

    /** All of its tags; null when they are not known. */
    @Nullable
    Map<String, String> tags();

    /** Role or service that created it, by CloudTrail; null when it is not known. */
    default @Nullable String creator() {
        return null;
    }

    /**
     * Why the rules do not apply to it, so that missing data do not matter; null when they apply.
     *
     * @param hours that a rule looks back
     */
    @Nullable
    String notApplicable(int hours);
}
