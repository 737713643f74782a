package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.evaluation.RuleSet;
import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.profile.RuleInput;
import dev.gleaner.analyzer.profile.inventory.InventoryFacts;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.inventory.PricedSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleSettings;
import dev.gleaner.analyzer.rule.tags.MissingTags;
import dev.gleaner.analyzer.rule.tags.MissingTagsConfig;
import java.util.List;

/** What the rules of all kinds are made of. */
record KindContext(RuleSettings settings, PriceBook prices, ExemptionSource exemptions) {

    /** The values of a mapping of the configuration. */
    <T> T of(Class<T> mapping) {
        return settings.of(mapping);
    }

    /** Limits of the rule about missing tags, which applies to all kinds. */
    MissingTags.Limits tags() {
        return MissingTags.Limits.of(of(MissingTagsConfig.class));
    }

    /** Rules of the same input. */
    @SafeVarargs
    final <S extends RuleInput> RuleSet<S> rules(Rule<S>... rules) {
        return rules(List.of(rules));
    }

    /** Rules of the same input. */
    <S extends RuleInput> RuleSet<S> rules(List<Rule<S>> rules) {
        return new RuleSet<>(rules, prices, exemptions);
    }

    /** A snapshot with the prices of its day. */
    <F extends InventoryFacts> PricedSnapshot<F> priced(InventorySnapshot<F> snapshot) {
        return new PricedSnapshot<>(snapshot, prices.on(snapshot.hour())::amount);
    }
}
