package dev.gleaner.analyzer.rule.storage;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.inventory.ListedInput;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How long a resource may be missing in listings that are complete. A missing resource is not known to be gone, but what it
 * looked like is no longer known either. A rule is evaluated only where the listings are complete.
 */
public record ListingAbsenceLimit(int hours) {

    /** As configured. */
    public static ListingAbsenceLimit of(Duration configured) {
        return new ListingAbsenceLimit(RuleNumbers.hours(configured));
    }

    /** A verdict, unless it finds what was last listed too long ago: then too little is known. */
    public Verdict orInsufficient(ListedInput resource, Verdict verdict) {
        Long last = resource.lastListed();
        if (last == null || resource.hour().endMillis() - last <= hours * Hour.MILLIS) {
            return verdict;
        }
        return verdict instanceof Verdict.Found
                ? new Verdict.Insufficient(List.of("a listing that shows it: those after " + Instant.ofEpochMilli(last)
                        + " do not, so it may have been deleted"))
                : verdict;
    }
}
