package dev.gleaner.actuator.approval.policy;

import dev.gleaner.actuator.format.YamlMappingReader;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The approval that a remedy requires.
 *
 * @param rule name of the rule that requires it, under which an automatic approval is recorded
 * @param ruleLocation location of the rule, {@code policy.yaml:4:5}
 * @param people number of approvers who have to approve, 0 if the remedy may never be applied by Gleaner
 * @param approvers whose approval counts
 * @param notice period after which the remedy is approved automatically unless somebody rejects it; it begins when the
 *     question is posted
 * @param reasonWords smallest number of words in the reason of an approval
 */
public record ApprovalRequirement(
        String rule, String ruleLocation, int people, Approvers approvers, Optional<Duration> notice, int reasonWords) {

    public ApprovalRequirement {
        if (people < 0 || (people == 0 && notice.isPresent())) {
            throw new IllegalArgumentException("what is never done is not done after a notice either");
        }
    }

    /** A requirement of this many people, of a rule that is in no file. */
    public static ApprovalRequirement builtIn(String rule, int people) {
        return new ApprovalRequirement(rule, "built-in", people, Approvers.ANYBODY, Optional.empty(), 0);
    }

    /** Whether the remedy may never be applied by Gleaner. */
    public boolean isNever() {
        return people == 0;
    }

    /** Whether the approval of this identity counts. */
    public boolean accepts(String identity) {
        return !isNever() && approvers.includes(identity);
    }

    /** Returns the requirement with at least this many people; with more than one, nothing is approved automatically. */
    ApprovalRequirement withAtLeast(int floor) {
        return isNever() || floor <= people
                ? this
                : new ApprovalRequirement(rule, ruleLocation, floor, approvers, Optional.empty(), reasonWords);
    }

    /** Returns the requirement without an automatic approval. */
    ApprovalRequirement withoutNotice() {
        return notice.isEmpty()
                ? this
                : new ApprovalRequirement(rule, ruleLocation, people, approvers, Optional.empty(), reasonWords);
    }

    /** Returns the requirement that meets this and another one: the stricter of each part. */
    ApprovalRequirement combineStrictest(ApprovalRequirement other) {
        if (equals(other) || isNever()) {
            return this;
        }
        if (other.isNever()) {
            return other;
        }
        boolean isStricter =
                other.people > people || (other.people == people && notice.isPresent() && other.notice.isEmpty());
        ApprovalRequirement stricter = isStricter ? other : this;
        return new ApprovalRequirement(
                stricter.rule,
                stricter.ruleLocation,
                stricter.people,
                approvers.intersect(other.approvers),
                notice.flatMap(one -> other.notice.map(two -> one.compareTo(two) > 0 ? one : two)),
                Math.max(reasonWords, other.reasonWords));
    }

    /** Name and location of the rule, for people. */
    public String source() {
        return "rule " + rule + ", " + ruleLocation;
    }

    /** Describes the requirement for people. */
    public String describe() {
        if (isNever()) {
            return "may never be done from here (" + source() + ")";
        }
        String approval = "requires the approval of " + number() + approvers.text();
        return notice.map(period -> approval + ", or no rejection within " + YamlMappingReader.hours(period)
                        + " after this was posted")
                .orElse(approval);
    }

    private String number() {
        return switch (people) {
            case 1 -> "one person";
            case 2 -> "two people";
            default -> people + " people";
        };
    }

    /**
     * The approvers whose approval counts, among all who may decide.
     *
     * @param names their names in the policy: groups and {@code owner}
     * @param identities their identities, tokens and Slack users alike, in lower case; absent if every approval counts
     */
    public record Approvers(List<String> names, Optional<Set<String>> identities) {

        /** Everybody who may decide. */
        public static final Approvers ANYBODY = new Approvers(List.of(), Optional.empty());

        public Approvers {
            names = List.copyOf(names);
            identities = identities.map(Set::copyOf);
        }

        /** Returns the approvers whose approval counts in both. */
        Approvers intersect(Approvers other) {
            if (identities.isEmpty() || equals(other)) {
                return other;
            }
            if (other.identities.isEmpty()) {
                return this;
            }
            Set<String> both = new HashSet<>(identities.get());
            both.retainAll(other.identities.get());
            return new Approvers(
                    List.of(String.join(" or ", names) + " and of " + String.join(" or ", other.names)),
                    Optional.of(both));
        }

        /** Whether the approval of this identity counts. */
        public boolean includes(String identity) {
            return identities
                    .map(known -> known.contains(identity.toLowerCase(Locale.ROOT)))
                    .orElse(true);
        }

        /** Text for people: {@code " of ml-platform or owner"}, empty for everybody. */
        String text() {
            return identities.isEmpty() ? "" : " of " + String.join(" or ", names);
        }
    }
}
