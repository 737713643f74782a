package dev.gleaner.actuator.approval.policy;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a remedy takes before it is done.
 *
 * @param rule name of the rule that says so, and the name under which a decision by it is recorded
 * @param ruleLocation of the rule for a person, {@code policy.yaml:4:5}
 * @param people how many of the approvers have to say yes, 0 when it may never be done from here
 * @param approvers whose yes counts
 * @param notice after which it is done without a yes, if nobody said no; counts from when the notice was posted
 * @param reasonWords how many words the reason of a yes needs at least
 */
public record ApprovalRequirement(
        String rule, String ruleLocation, int people, Approvers approvers, Optional<Duration> notice, int reasonWords) {

    public ApprovalRequirement {
        if (people < 0 || (people == 0 && notice.isPresent())) {
            throw new IllegalArgumentException("what is never done is not done after a notice either");
        }
    }

    /** So many people, whoever they are, by a rule that stands in no file. */
    public static ApprovalRequirement builtIn(String rule, int people) {
        return new ApprovalRequirement(rule, "built-in", people, Approvers.ANYBODY, Optional.empty(), 0);
    }

    /** Whether it may never be done from here. */
    public boolean isNever() {
        return people == 0;
    }

    /** Whether the yes of this identity counts. */
    public boolean accepts(String identity) {
        return !isNever() && approvers.includes(identity);
    }

    /** The same with at least so many people; whatever takes more than one person does not come by itself. */
    ApprovalRequirement withAtLeast(int floor) {
        return isNever() || floor <= people
                ? this
                : new ApprovalRequirement(rule, ruleLocation, floor, approvers, Optional.empty(), reasonWords);
    }

    /** What meets both this one and another: where they differ, the stricter counts. */
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

    /** Rule and place for a person. */
    public String source() {
        return "rule " + rule + ", " + ruleLocation;
    }

    /** What it takes, for a person. */
    public String describe() {
        if (isNever()) {
            return "may never be done from here (" + source() + ")";
        }
        String yes = "takes the yes of " + number() + approvers.text();
        return notice.map(wait -> yes + ", or nobody's no within " + hours(wait) + " after this was posted")
                .orElse(yes);
    }

    private String number() {
        return switch (people) {
            case 1 -> "one person";
            case 2 -> "two people";
            default -> people + " people";
        };
    }

    static String hours(Duration duration) {
        return duration.toMinutes() % 60 == 0 ? duration.toHours() + " h" : duration.toMinutes() + " min";
    }

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

        /** Whether the yes of this identity counts. */
        public boolean includes(String identity) {
            return identities
                    .map(known -> known.contains(identity.toLowerCase(Locale.ROOT)))
                    .orElse(true);
        }

        /** For a person: {@code " of ml-platform or owner"}, nothing for everybody. */
        String text() {
            return identities.isEmpty() ? "" : " of " + String.join(" or ", names);
        }
    }
}
