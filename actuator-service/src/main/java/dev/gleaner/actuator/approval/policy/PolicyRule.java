package dev.gleaner.actuator.approval.policy;

import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rule of the file.
 *
 * @param name under which it is audited
 * @param location where it stands
 * @param locationText the same for a person, with the file's name
 */
record PolicyRule(String name, YamlTree.SourceLocation location, String locationText, Match match, Outcome outcome) {

    /**
     * What a rule looks at.
     *
     * @param reversible whether an undo brings all of consequence back, as far as we know
     * @param production whether it is production, as everything is whose tag does not say otherwise
     * @param environment that counts; absent when unknown
     */
    record Input(
            Finding finding,
            Remedy remedy,
            boolean reversible,
            boolean production,
            @Nullable String environment) {}

    /**
     * What a rule wants.
     *
     * @param people how many have to say yes, 0 for never
     * @param from groups and {@link #OWNER} whose yes counts; empty for everybody's
     * @param notice after which it is done without a yes
     * @param reasonWords how many words the reason of a yes needs at least
     */
    record Outcome(int people, List<String> from, Optional<Duration> notice, int reasonWords) {

        /** The one that the resource's tag names. */
        static final String OWNER = "owner";

        /** It may not be done from here. */
        static final Outcome NEVER = new Outcome(0, List.of(), Optional.empty(), 0);

        Outcome {
            from = List.copyOf(from);
        }
    }

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

        boolean matches(Input the) {
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

        private boolean matchesEnvironment(Input the) {
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
}
