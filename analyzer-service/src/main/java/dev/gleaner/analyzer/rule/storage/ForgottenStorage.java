package dev.gleaner.analyzer.rule.storage;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.inventory.PricedSnapshot;
import dev.gleaner.analyzer.rule.RuleName;
import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.contracts.finding.Evidence;
import org.jspecify.annotations.Nullable;

/** What the rules named {@code forgotten-storage} have in common. */
final class ForgottenStorage {

    static final RuleName NAME = new RuleName("forgotten-storage", 2);
    static final String NOT_LISTED = "it is not listed";

    private ForgottenStorage() {}

    /**
     * From the first to the last listing of the uninterrupted run that shows it unused, milliseconds: the time after the last one
     * is not known. Before the first listing, to the end of the hour. 0 if nothing shows it unused.
     */
    static long unusedMillis(PricedSnapshot<?> input) {
        Long since = input.listed().unusedSince();
        Long last = input.listed().lastListed();
        if (since == null) {
            return 0;
        }
        // Before it was listed only a call tells since when; what the first listing showed was so at the end of the
        // hour.
        return last == null ? input.hour().endMillis() - since : last - since;
    }

    /** Whether a time is at least that long. */
    static boolean lasts(long millis, int hours) {
        return millis >= hours * Hour.MILLIS;
    }

    /** A duration in days. */
    static Evidence duration(String name, long millis, @Nullable Integer limitHours) {
        Double limit = limitHours == null ? null : (double) limitHours / Hour.PER_DAY;
        return new Evidence(name, inDays(millis), "days", limit, 1, 1);
    }

    /** {@code 14 days}. */
    static String days(int hours) {
        return hours % Hour.PER_DAY == 0 ? hours / Hour.PER_DAY + " days" : hours + " hours";
    }

    /** A sentence for a resource that a controller would make again. */
    static String ownedBy(String owner) {
        return "It is managed by " + owner + ", which would restore or replace it.";
    }

    private static double inDays(long millis) {
        return RuleNumbers.to3((double) millis / Hour.MILLIS / Hour.PER_DAY);
    }
}
