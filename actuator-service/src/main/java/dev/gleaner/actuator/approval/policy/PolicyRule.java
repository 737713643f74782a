package dev.gleaner.actuator.approval.policy;

import dev.gleaner.actuator.format.YamlTree;
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
 * A rule of the policy file.
 *
 * @param name name of the rule in audit entries
 * @param location location of the rule
 * @param locationText the location with the name of the file
 */
record PolicyRule(String name, YamlTree.SourceLocation location, String locationText, Match match, Outcome outcome) {

    /**
     * Input that a rule is matched against.
     *
     * @param reversible whether an undo restores everything of importance
     * @param production whether the environment counts as production, as it does unless a tag says otherwise
     * @param environment the environment, if known
     */
    record Input(
            Finding finding,
            Remedy remedy,
            boolean reversible,
            boolean production,
            @Nullable String environment) {}

    /**
     * Approval that a rule requires.
     *
     * @param people number of people who have to approve, 0 for never
     * @param from groups and {@link #OWNER} whose approval counts; empty for everybody
     * @param notice period after which the remedy is approved automatically
     * @param reasonWords smallest number of words in the reason of an approval
     */
    record Outcome(int people, List<String> from, Optional<Duration> notice, int reasonWords) {

        /** Stands for the owner that a tag of the resource names. */
        static final String OWNER = "owner";

        /** The remedy may never be applied by Gleaner. */
        static final Outcome NEVER = new Outcome(0, List.of(), Optional.empty(), 0);

        Outcome {
            from = List.copyOf(from);
        }
    }

    /**
     * Conditions of a rule; an empty one matches everything.
     *
     * @param environments values of the tag, in lower case, {@link #PRODUCTION} and {@link #NON_PRODUCTION}
     * @param actions names of actions
     * @param monthlyAtMost largest saving of the remedy in dollars a month; one without a price does not match
     * @param accounts ids of accounts
     */
    record Match(
            Set<String> environments,
            Set<String> actions,
            Optional<Boolean> reversible,
            Optional<BigDecimal> monthlyAtMost,
            Set<String> accounts) {

        /** Every environment that is not known to be non-production. */
        static final String PRODUCTION = "production";

        /** Every environment that is known to be non-production. */
        static final String NON_PRODUCTION = "non-production";

        boolean matches(Input the) {
            return matchesEnvironment(the)
                    && (actions.isEmpty() || actions.contains(the.remedy().action()))
                    && reversible.map(wanted -> wanted == the.reversible()).orElse(true)
                    && monthlyAtMost
                            .map(limit -> isAtMost(
                                    limit,
                                    the.remedy()
                                            .savingOr(the.finding().saving())
                                            .monthly()))
                            .orElse(true)
                    && (accounts.isEmpty() || accounts.contains(the.finding().account()));
        }

        /** Whether it matches everything that another one matches. */
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

        /** Whether the value of a tag equals the name of a class of environments, which it does not select. */
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
