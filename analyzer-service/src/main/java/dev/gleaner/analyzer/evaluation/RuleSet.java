package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.price.SavingEstimator;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RuleInput;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.AccountRegion;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules that look at the same things, what turns their verdicts into money, and what is kept nevertheless. */
record RuleSet<S extends RuleInput>(List<Rule<S>> rules, SavingEstimator<S> savings, ExemptionSource exemptions) {

    RuleSet {
        rules = List.copyOf(rules);
    }

    /** How many days of final hours the rules look back, and one for the day that has begun. */
    int daysKept() {
        return (hours() + Hour.PER_DAY - 1) / Hour.PER_DAY + 1;
    }

    /** How many hours the rules look back. */
    int hours() {
        return rules.stream().mapToInt(Rule::hours).max().orElse(1);
    }

    Stream<EpisodeStore.Key> episodeKeys(String resource) {
        return rules.stream().map(rule -> new EpisodeStore.Key(resource, rule));
    }

    /** What all rules say of an hour. */
    Stream<RuleEvaluation> evaluate(S seen, EvaluationBounds bounds) {
        return rules.stream().map(rule -> evaluate(rule, seen, bounds));
    }

    /** What a rule says of an hour, or that it lacks what it needs for it. */
    RuleEvaluation evaluate(Rule<S> rule, S seen, EvaluationBounds bounds) {
        List<RequiredSources.Category> missing = bounds.missing(seen.hour());
        return toEvaluation(
                rule,
                seen,
                missing.isEmpty()
                        ? rule.evaluate(seen)
                        : insufficientVerdict(rule, seen, bounds.accountRegion(), missing));
    }

    /** What a rule says of an hour, whatever is missing. */
    RuleEvaluation evaluate(Rule<S> rule, S seen) {
        return toEvaluation(rule, seen, rule.evaluate(seen));
    }

    private RuleEvaluation toEvaluation(Rule<S> rule, S seen, Verdict verdict) {
        LocalDate day = seen.hour().start().atZone(ZoneOffset.UTC).toLocalDate();
        Saving saving = verdict instanceof Verdict.Found found
                ? savings.estimate(seen, found.part(), day)
                : Saving.unpriced("not known whether there is one");
        return new RuleEvaluation(rule, seen, verdict, saving, exemption(rule, seen, verdict));
    }

    private @Nullable String exemption(Rule<S> rule, S seen, Verdict verdict) {
        return verdict instanceof Verdict.Nothing
                ? null
                : exemptions.text(seen.resource(), rule.name(), seen.hour()).orElse(null);
    }

    private static Verdict insufficientVerdict(
            Rule<?> rule, RuleInput ruleInput, AccountRegion accountRegion, List<RequiredSources.Category> missing) {
        @Nullable String moot = ruleInput.notApplicable(rule.hours());
        if (moot != null) {
            return new Verdict.Nothing(moot);
        }
        return new Verdict.Insufficient(missing.stream()
                .map(sourceCategory -> sourceCategory + " of account " + accountRegion.account() + " in "
                        + accountRegion.region() + " did not report")
                .toList());
    }
}
