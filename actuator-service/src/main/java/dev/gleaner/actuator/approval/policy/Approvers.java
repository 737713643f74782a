package dev.gleaner.actuator.approval.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whose yes counts, of all who may decide at all.
 *
 * @param names as the policy names them: groups and {@code owner}
 * @param identities of all of them, tokens and Slack users alike; absent when everybody's yes counts
 */
public record Approvers(List<String> names, Optional<Set<String>> identities) {

    /** Everybody who may decide at all. */
    public static final Approvers ANYBODY = new Approvers(List.of(), Optional.empty());

    public Approvers {
        names = List.copyOf(names);
        identities = identities.map(Set::copyOf);
    }

    /** Whether the yes of this identity counts. */
    public boolean include(String identity) {
        return identities.map(known -> known.contains(identity)).orElse(true);
    }

    /** For a person: {@code " of ml-platform or owner"}, nothing for everybody. */
    String text() {
        return identities.isEmpty() ? "" : " of " + String.join(" or ", names);
    }
}
