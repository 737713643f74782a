package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.finding.Judgement;
import dev.gleaner.analyzer.price.InstanceSaving;
import dev.gleaner.analyzer.profile.CardLimits;
import dev.gleaner.analyzer.profile.Facts;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.Snapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.Verdict;
import java.time.Duration;
import java.util.List;

/** The rules, what turns their verdicts into money, and what a reading of a card says before they see it. */
public record Judges(List<Rule> rules, InstanceSaving savings, CardLimits cards) {

    public Judges {
        rules = List.copyOf(rules);
    }

    /** How many days of final hours the rules look back, and one for the day that has begun. */
    int daysKept() {
        int hours = rules.stream().mapToInt(Rule::hours).max().orElse(0);
        return (hours + Hour.PER_DAY - 1) / Hour.PER_DAY + 1;
    }

    /** What a rule says of an hour, or that it lacks what it needs for it. */
    Judgement judge(Rule rule, Snapshot snapshot, Bounds bounds) {
        List<Need> missing = bounds.missing(snapshot.hour());
        boolean isAbsent = rule.readsCards() && !snapshot.hasReadCards();
        Verdict verdict =
                missing.isEmpty() || isAbsent ? rule.judge(snapshot) : blind(rule, snapshot, bounds.place(), missing);
        return new Judgement(rule, snapshot, verdict, savings);
    }

    private static Verdict blind(Rule rule, Snapshot snapshot, Place place, List<Need> missing) {
        Facts facts = snapshot.facts();
        if (facts.state() != null && !facts.runs()) {
            return new Verdict.Nothing("it is not known to run");
        }
        if (!snapshot.isOlderThan(Duration.ofHours(rule.hours()))) {
            return new Verdict.Nothing("it is younger than " + rule.hours() / Hour.PER_DAY + " days");
        }
        return new Verdict.Insufficient(missing.stream()
                .map(need -> need + " of account " + place.account() + " in " + place.region() + " did not report")
                .toList());
    }
}
