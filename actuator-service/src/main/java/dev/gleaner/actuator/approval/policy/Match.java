package dev.gleaner.actuator.approval.policy;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a rule is about; what it does not name, it does not look at.
 *
 * @param environments values of the tag, lower case, {@link #PRODUCTION} and {@link #NON_PRODUCTION}; empty for any
 * @param actions names of remedies; empty for any
 * @param monthlyAtMost dollars a month that acting saves at most; what has no price is not below any amount
 * @param accounts ids; empty for any
 */
record Match(
        Set<String> environments,
        Set<String> actions,
        Optional<Boolean> reversible,
        Optional<BigDecimal> monthlyAtMost,
        Set<String> accounts) {

    /** Everything that is not known to be something else. */
    static final String PRODUCTION = "production";

    /** Everything that is known to be no production. */
    static final String NON_PRODUCTION = "non-production";

    boolean matches(Circumstances the) {
        return matchesEnvironment(the)
                && (actions.isEmpty() || actions.contains(the.remedy().action()))
                && reversible.map(wanted -> wanted == the.reversible()).orElse(true)
                && monthlyAtMost
                        .map(limit -> isAtMost(limit, the.finding().saving().monthly()))
                        .orElse(true)
                && (accounts.isEmpty() || accounts.contains(the.finding().account()));
    }

    /** Whether it matches all that another one does. */
    boolean covers(Match other) {
        return covers(environments, other.environments)
                && covers(actions, other.actions)
                && covers(accounts, other.accounts)
                && (reversible.isEmpty() || reversible.equals(other.reversible))
                && monthlyAtMost
                        .map(limit -> other.monthlyAtMost
                                .map(lower -> lower.compareTo(limit) <= 0)
                                .orElse(false))
                        .orElse(true);
    }

    private boolean matchesEnvironment(Circumstances the) {
        @Nullable String tag = the.environment();
        return environments.isEmpty()
                || environments.contains(the.production() ? PRODUCTION : NON_PRODUCTION)
                || (tag != null && environments.contains(tag.toLowerCase(Locale.ROOT)) && !isReserved(tag));
    }

    /** A tag with the very text of what stands for a class of environments says nothing of the class. */
    private static boolean isReserved(String tag) {
        return tag.equalsIgnoreCase(PRODUCTION) || tag.equalsIgnoreCase(NON_PRODUCTION);
    }

    private static boolean isAtMost(BigDecimal limit, @Nullable BigDecimal monthly) {
        return monthly != null && monthly.compareTo(limit) <= 0;
    }

    private static boolean covers(Set<String> ours, Set<String> theirs) {
        return ours.isEmpty() || (!theirs.isEmpty() && ours.containsAll(theirs));
    }
}
