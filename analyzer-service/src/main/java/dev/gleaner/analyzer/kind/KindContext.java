package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.evaluation.RuleSet;
import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.profile.RuleInput;
import dev.gleaner.analyzer.profile.inventory.InventoryFacts;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.profile.inventory.PricedSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a partition evaluates the rules of all kinds with. */
record KindContext(PriceBook prices, ExemptionSource exemptions) {

    /** Rules of the same input. */
    @SafeVarargs
    final <S extends RuleInput> RuleSet<S> rules(Rule<S>... rules) {
        return rules(List.of(rules));
    }

    /** Rules of the same input. */
    <S extends RuleInput> RuleSet<S> rules(List<Rule<S>> rules) {
        return new RuleSet<>(rules, prices, exemptions);
    }

    /** The prices of the day of an input. */
    Function<PriceKey, Optional<BigDecimal>> pricesOf(RuleInput input) {
        return prices.on(input.hour())::amount;
    }

    /** A snapshot with the prices of its day. */
    <F extends InventoryFacts> PricedSnapshot<F> priced(InventorySnapshot<F, ?> snapshot) {
        return new PricedSnapshot<>(snapshot, pricesOf(snapshot));
    }
}
