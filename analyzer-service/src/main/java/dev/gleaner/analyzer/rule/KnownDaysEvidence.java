package dev.gleaner.analyzer.rule;

import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.recurrence.DaysAtWork;
import java.util.OptionalInt;

/** What a finding says of the days of which use is known. */
public final class KnownDaysEvidence {

    /** Known days below which work that comes once a month may be unknown. */
    private static final int LONG_HISTORY = 35;

    private KnownDaysEvidence() {}

    /** How long ago the last use was; for how many known days there was none, if none is known. */
    public static Evidence sinceLast(DaysAtWork days, String use) {
        OptionalInt since = days.sinceWork();
        return new Evidence(
                since.isPresent() ? "last " + use : "no " + use + " for at least",
                since.orElse(days.known()),
                since.isPresent() ? "days ago" : "days",
                null,
                days.known(),
                share(days));
    }

    /** How many days are known. Below the threshold a remedy is not approved automatically. */
    public static Evidence history(DaysAtWork days) {
        return new Evidence(Evidence.HISTORY, days.known(), "days", (double) LONG_HISTORY, days.known(), share(days));
    }

    /** What a remedy says of a short history; empty if it is long enough. */
    public static String caution(DaysAtWork days) {
        return days.known() < LONG_HISTORY
                ? " Its history is shorter than " + LONG_HISTORY + " days: work that comes once a month is not known."
                : "";
    }

    private static double share(DaysAtWork days) {
        return RuleNumbers.to3((double) days.known() / DaysAtWork.DAYS);
    }
}
