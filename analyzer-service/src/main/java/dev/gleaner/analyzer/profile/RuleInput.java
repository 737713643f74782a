package dev.gleaner.analyzer.profile;

import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceController;
import java.util.Map;
import java.util.Optional;
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
     * The charge that findings on other resources save too: a group and its instances, which a tag names, have the same one. Null if there
     * is none.
     */
    default Saving.@Nullable Charge charge() {
        Arn arn = Arn.parse(resource());
        Optional<String> group = arn.scalingGroupName();
        if (group.isPresent()) {
            return new Saving.Charge(
                    Arn.scalingGroup(arn.region(), arn.account(), group.get()).toString(), false);
        }
        Map<String, String> tags = tags();
        String groupOfInstance =
                tags == null || !arn.type().equals("instance") ? null : tags.get(ResourceController.SCALING_GROUP_NAME);
        return groupOfInstance == null
                ? null
                : new Saving.Charge(
                        Arn.scalingGroup(arn.region(), arn.account(), groupOfInstance)
                                .toString(),
                        true);
    }

    /**
     * Why the rules do not apply to it, so that missing data do not matter; null when they apply.
     *
     * @param hours that a rule looks back
     */
    @Nullable
    String notApplicable(int hours);
}
