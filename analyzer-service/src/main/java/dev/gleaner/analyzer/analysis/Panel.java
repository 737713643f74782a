package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.finding.Exemptions;
import dev.gleaner.analyzer.finding.Judgement;
import dev.gleaner.analyzer.price.Savings;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.Seen;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Saving;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules that look at the same things, what turns their verdicts into money, and what is kept nevertheless. */
record Panel<S extends Seen>(List<Rule<S>> rules, Savings<S> savings, Exemptions exemptions) {

    Panel {
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

    Stream<Question> questions(String resource) {
        return rules.stream().map(rule -> new Question(resource, rule));
    }

    /** What all rules say of an hour. */
    Stream<Judgement> judge(S seen, Bounds bounds) {
        return rules.stream().map(rule -> judge(rule, seen, bounds));
    }

    /** What a rule says of an hour, or that it lacks what it needs for it. */
    Judgement judge(Rule<S> rule, S seen, Bounds bounds) {
        List<Need> missing = bounds.missing(seen.hour());
        return judgement(rule, seen, missing.isEmpty() ? rule.judge(seen) : blind(rule, seen, bounds.place(), missing));
    }

    /** What a rule says of an hour, whatever is missing. */
    Judgement judge(Rule<S> rule, S seen) {
        return judgement(rule, seen, rule.judge(seen));
    }

    private Judgement judgement(Rule<S> rule, S seen, Verdict verdict) {
        LocalDate day = seen.hour().start().atZone(ZoneOffset.UTC).toLocalDate();
        Saving saving = verdict instanceof Verdict.Found found
                ? savings.of(seen, found.part(), day)
                : Saving.unpriced("not known whether there is one");
        return new Judgement(rule, seen, verdict, saving, exemption(rule, seen, verdict));
    }

    private @Nullable String exemption(Rule<S> rule, S seen, Verdict verdict) {
        return verdict instanceof Verdict.Nothing
                ? null
                : exemptions.text(seen.resource(), rule.name(), seen.hour()).orElse(null);
    }

    private static Verdict blind(Rule<?> rule, Seen seen, Place place, List<Need> missing) {
        @Nullable String moot = seen.moot(rule.hours());
        if (moot != null) {
            return new Verdict.Nothing(moot);
        }
        return new Verdict.Insufficient(missing.stream()
                .map(need -> need + " of account " + place.account() + " in " + place.region() + " did not report")
                .toList());
    }
}
