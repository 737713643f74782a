package dev.gleaner.actuator.approval.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whose yes counts, of all who may decide at all.
 *
 * @param names as the policy names them: groups and {@code owner}
 * @param identities of all of them, tokens and Slack users alike, in lower case; absent when everybody's yes counts
 */
public record Approvers(List<String> names, Optional<Set<String>> identities) {

    /** Everybody who may decide at all. */
    public static final Approvers ANYBODY = new Approvers(List.of(), Optional.empty());

    public Approvers {
        names = List.copyOf(names);
        identities = identities.map(Set::copyOf);
    }

    /** Those whose yes counts here and there. */
    Approvers and(Approvers other) {
        if (identities.isEmpty() || equals(other)) {
            return other;
        }
        if (other.identities.isEmpty()) {
            return this;
        }
        Set<String> both = new HashSet<>(identities.get());
        both.retainAll(other.identities.get());
        return new Approvers(
                List.of(String.join(" or ", names) + " and of " + String.join(" or ", other.names)), Optional.of(both));
    }

    /** Whether the yes of this identity counts. */
    public boolean include(String identity) {
        return identities
                .map(known -> known.contains(identity.toLowerCase(Locale.ROOT)))
                .orElse(true);
    }

    /** For a person: {@code " of ml-platform or owner"}, nothing for everybody. */
    String text() {
        return identities.isEmpty() ? "" : " of " + String.join(" or ", names);
    }
}
