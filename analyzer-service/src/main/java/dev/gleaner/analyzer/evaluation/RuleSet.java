package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RuleInput;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.AccountRegion;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules with the same input, with the prices of what they save and the exemptions from them. */
public record RuleSet<S extends RuleInput>(List<Rule<S>> rules, PriceBook prices, ExemptionSource exemptions) {

    private static final Saving NO_SAVING = Saving.unpriced("there is none");

    public RuleSet {
        rules = List.copyOf(rules);
    }

    /** Days of final hours to keep: those that the rules look back, and the day that has begun. */
    public int daysKept() {
        return (hours() + Hour.PER_DAY - 1) / Hour.PER_DAY + 1;
    }

    /** How many hours the rules look back. */
    public int hours() {
        int hours = 1;
        for (Rule<S> rule : rules) {
            hours = Math.max(hours, rule.hours());
        }
        return hours;
    }

    /** Identifies the limits of the rules, see {@link Rule#limitsHash}. */
    public int limitsHash() {
        return rules.stream().map(Rule::limitsHash).toList().hashCode();
    }

    /** The episodes of a resource: one for each rule. */
    public Stream<EpisodeStore.Key> episodeKeys(String resource) {
        return rules.stream().map(rule -> new EpisodeStore.Key(resource, rule.name()));
    }

    /** Evaluates all rules for an hour. */
    public Stream<RuleEvaluation> evaluate(S input, EvaluationBounds bounds) {
        return rules.stream().map(rule -> evaluate(rule, input, bounds));
    }

    /** Evaluates a rule for an hour; insufficient data if a required source is not complete. */
    public RuleEvaluation evaluate(Rule<S> rule, S input, EvaluationBounds bounds) {
        List<RequiredSources.Category> missing =
                rule.needsListingOnly() ? bounds.missingListings(input.hour()) : bounds.missing(input.hour());
        return toEvaluation(
                rule,
                input,
                missing.isEmpty()
                        ? rule.evaluate(input)
                        : insufficientVerdict(rule, input, bounds.accountRegion(), missing));
    }

    /** Evaluates a rule for an hour, even if a required source is not complete. */
    public RuleEvaluation evaluate(Rule<S> rule, S input) {
        return toEvaluation(rule, input, rule.evaluate(input));
    }

    /**
     * A verdict on a time that ends within the hour of the input.
     *
     * @param confirmation with the end of that time
     */
    public RuleEvaluation toEvaluation(
            Rule<S> rule, S input, Verdict verdict, Instant since, FindingConfirmation confirmation) {
        return new RuleEvaluation(
                rule,
                input,
                verdict,
                () -> saving(input, verdict),
                exemption(rule, input, verdict),
                new Finding.Window(since, confirmation.through()),
                confirmation);
    }

    private RuleEvaluation toEvaluation(Rule<S> rule, S input, Verdict verdict) {
        return new RuleEvaluation(rule, input, verdict, () -> saving(input, verdict), exemption(rule, input, verdict));
    }

    private Saving saving(S input, Verdict verdict) {
        if (verdict instanceof Verdict.Found found) {
            return found.saving(prices.on(input.hour()));
        }
        return verdict instanceof Verdict.Insufficient insufficient
                ? insufficient.atMost(prices.on(input.hour()))
                : NO_SAVING;
    }

    private @Nullable String exemption(Rule<S> rule, S input, Verdict verdict) {
        return verdict instanceof Verdict.Nothing
                ? null
                : exemptions.text(input.resource(), rule.name(), input.hour()).orElse(null);
    }

    private static <S extends RuleInput> Verdict insufficientVerdict(
            Rule<S> rule, S input, AccountRegion accountRegion, List<RequiredSources.Category> missing) {
        @Nullable String reason = rule.notApplicable(input);
        if (reason != null) {
            return new Verdict.Nothing(reason);
        }
        return new Verdict.Insufficient(missing.stream()
                .map(category -> category + " of account " + accountRegion.account() + " in " + accountRegion.region()
                        + " did not report")
                .toList());
    }
}
