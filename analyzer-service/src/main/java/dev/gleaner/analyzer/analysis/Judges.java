package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.price.InstanceSaving;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.rule.Rule;
import java.util.List;

/** The rules, and what turns their verdicts into money. */
public record Judges(List<Rule> rules, InstanceSaving savings) {

    public Judges {
        rules = List.copyOf(rules);
    }

    /** How many days of final hours the rules look back, and one for the day that has begun. */
    int daysKept() {
        int hours = rules.stream().mapToInt(Rule::hours).max().orElse(0);
        return (hours + Hour.PER_DAY - 1) / Hour.PER_DAY + 1;
    }
}
