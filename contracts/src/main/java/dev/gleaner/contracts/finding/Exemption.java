package dev.gleaner.contracts.finding;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Decision that a rule shall not report a resource until a time. It applies to whole hours of event time.
 *
 * @param resource ARN
 * @param rule that it applies to, {@link #ALL} for all rules
 * @param reason as the person wrote it
 * @param by the person
 * @param from start of the first hour that it applies to
 * @param until end; an hour that starts before it is still exempt
 */
public record Exemption(String resource, String rule, String reason, String by, Instant from, Instant until) {

    /** Instead of the name of a rule: all rules. */
    public static final String ALL = "all";

    public Exemption {
        if (!until.isAfter(from)) {
            throw new IllegalArgumentException("an exemption ends after it began");
        }
    }

    /** Record key in {@code gleaner.exemptions}. It includes the start, so that compaction keeps earlier exemptions. */
    public String topicKey() {
        return prefix(resource) + rule + "|" + from;
    }

    /** Common prefix of the keys of all exemptions of a resource. */
    public static String prefix(String resource) {
        return resource + "|";
    }

    /** Whether it is in force for a rule and resource, in the hour that starts at a time. */
    public boolean exempts(String otherResource, @Nullable String otherRule, Instant hour) {
        return resource.equals(otherResource)
                && (rule.equals(ALL) || rule.equals(otherRule))
                && !from.isAfter(hour)
                && hour.isBefore(until);
    }

    /** Description for a person, as findings contain it. */
    public String text() {
        return "until " + until + " by " + by + ": " + reason;
    }
}
