package dev.gleaner.analyzer.profile;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was known of a resource at the end of an hour: all that a rule may look at. */
public interface RuleInput {

    /** ARN. */
    String resource();

    /** The hour that is judged. */
    Hour hour();

    /** Where it is; empty where that is not known. */
    String account();

    /** Where it is; empty where that is not known. */
    String region();

    /** All of its tags; null when they are not known. */
    @Nullable
    Map<String, String> tags();

    /** Who created it by the trail, a role or service; null when no trail told. */
    default @Nullable String creator() {
        return null;
    }

    /**
     * Why there is nothing to say of it even when what should be known is missing; null when there is.
     *
     * @param hours how many a rule looks back
     */
    @Nullable
    String notApplicable(int hours);
}
