package dev.gleaner.actuator.approval.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * What a remedy takes before it is done.
 *
 * @param rule name of the rule that says so, and the name under which a decision by it is recorded
 * @param place of the rule for a person, {@code policy.yaml:4:5}
 * @param people how many of the approvers have to say yes, 0 when it may never be done from here
 * @param approvers whose yes counts
 * @param notice after which it is done without a yes, if nobody said no; counts from when the notice was posted
 * @param reasonWords how many words the reason of a yes needs at least
 */
public record Requirement(
        String rule, String place, int people, Approvers approvers, Optional<Duration> notice, int reasonWords) {

    public Requirement {
        if (people < 0 || (people == 0 && notice.isPresent())) {
            throw new IllegalArgumentException("what is never done is not done after a notice either");
        }
    }

    /** So many people, whoever they are, by a rule that stands in no file. */
    public static Requirement builtIn(String rule, int people) {
        return new Requirement(rule, "built-in", people, Approvers.ANYBODY, Optional.empty(), 0);
    }

    /** Whether it may never be done from here. */
    public boolean isNever() {
        return people == 0;
    }

    /** Whether the yes of this identity counts. */
    public boolean accepts(String identity) {
        return !isNever() && approvers.include(identity);
    }

    /** The same with at least so many people; whatever takes more than one person does not come by itself. */
    Requirement withAtLeast(int floor) {
        return isNever() || floor <= people
                ? this
                : new Requirement(rule, place, floor, approvers, Optional.empty(), reasonWords);
    }

    /** What meets both this one and another: where they differ, the stricter counts. */
    Requirement and(Requirement other) {
        if (equals(other) || isNever()) {
            return this;
        }
        if (other.isNever()) {
            return other;
        }
        boolean isStricter =
                other.people > people || (other.people == people && notice.isPresent() && other.notice.isEmpty());
        Requirement stricter = isStricter ? other : this;
        return new Requirement(
                stricter.rule,
                stricter.place,
                stricter.people,
                approvers.and(other.approvers),
                notice.flatMap(one -> other.notice.map(two -> one.compareTo(two) > 0 ? one : two)),
                Math.max(reasonWords, other.reasonWords));
    }

    /** Rule and place for a person. */
    public String source() {
        return "rule " + rule + ", " + place;
    }

    /** What it takes, for a person. */
    public String text() {
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
}
