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

    /** When it was created or first seen, whichever is earlier, epoch milliseconds; null if neither is known, or it is gone. */
    default @Nullable Long createdMillis() {
        return null;
    }

    /** The controller that would create it again, {@code autoscaling:NAME}; empty if none is known. */
    default String controller() {
        return "";
    }

    /** When a listing showed it last by the end of the hour, epoch milliseconds; null if that is not known. */
    default @Nullable Long lastListed() {
        return null;
    }

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
