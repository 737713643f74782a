package dev.gleaner.actuator.approval.policy;

import dev.gleaner.actuator.action.ReleaseAddress;
import dev.gleaner.contracts.finding.Remedy;
import java.util.List;
import java.util.Map;

/**
 * What bears on the approval of an action on a resource, beside the finding: its tags, and what earlier actions of Gleaner did.
 *
 * @param tags tags of the planned resource, in which its environment and owner are looked up; empty if they are not known
 * @param formerTags tags that it had before Gleaner lately set others by which it no longer counts as production, once for each time
 * @param undos undos of actions on other resources that need this one, each in a few words
 */
public record ApprovalTarget(Map<String, String> tags, List<Map<String, String>> formerTags, List<String> undos) {

    public ApprovalTarget {
        tags = Map.copyOf(tags);
        formerTags = formerTags.stream().map(Map::copyOf).toList();
        undos = List.copyOf(undos);
    }

    /** A resource that no earlier action bears on. */
    public static ApprovalTarget of(Map<String, String> tags) {
        return new ApprovalTarget(tags, List.of(), List.of());
    }

    /** The undos of other actions that a remedy takes away. */
    public List<String> undosLostBy(Remedy remedy) {
        return remedy.action().equals(ReleaseAddress.NAME) ? undos : List.of();
    }
}
