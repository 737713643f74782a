package dev.gleaner.contracts.finding;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A resource that somebody wants to stay as it is, for a reason and until a time. It counts for whole hours of event time.
 *
 * @param resource ARN
 * @param rule whose findings it is about, {@link #ALL} for all rules
 * @param reason as the person wrote it
 * @param by who that was
 * @param from start of the first hour that it counts for
 * @param until end of it; an hour that starts before is exempt still
 */
public record Exemption(String resource, String rule, String reason, String by, Instant from, Instant until) {

    /** In place of a rule's name: whatever is found. */
    public static final String ALL = "all";

    public Exemption {
        if (!until.isAfter(from)) {
            throw new IllegalArgumentException("an exemption ends after it began");
        }
    }

    /** Record key in {@code gleaner.exemptions}: an exemption of another time is another record, so that none is lost. */
    public String topicKey() {
        return prefix(resource) + rule + "|" + from;
    }

    /** What the keys of all exemptions of a resource begin with. */
    public static String prefix(String resource) {
        return resource + "|";
    }

    /** Whether it is in force in the hour that starts then, for this rule of this resource. */
    public boolean exempts(String otherResource, @Nullable String otherRule, Instant hour) {
        return resource.equals(otherResource)
                && (rule.equals(ALL) || rule.equals(otherRule))
                && !from.isAfter(hour)
                && hour.isBefore(until);
    }

    /** For a person: what a finding that it is about shows. */
    public String text() {
        return "until " + until + " by " + by + ": " + reason;
    }
}
