package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.finding.Exemptions;
import dev.gleaner.analyzer.price.CrossZoneSaving;
import dev.gleaner.analyzer.price.InstanceSaving;
import dev.gleaner.analyzer.price.InternetEgressSaving;
import dev.gleaner.analyzer.price.NatSaving;
import dev.gleaner.analyzer.price.PriceBook;
import dev.gleaner.analyzer.price.ReadSaving;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.RuleBook;
import dev.gleaner.contracts.finding.Saving;
import java.util.List;

/** All kinds of things that are judged. */
public final class Kinds {

    private final List<Kind<?>> all;
    private final int rules;

    private Kinds(int rules, Kind<?>... all) {
        this.rules = rules;
        this.all = List.of(all);
    }

    /** Judged by these rules, at these prices, with what people keep as it is. */
    public static Kinds of(RuleBook book, PriceBook prices, Exemptions exemptions) {
        InstanceSaving instances = new InstanceSaving(prices);
        return new Kinds(
                book.size(),
                new InstanceKind(
                        new Panel<>(
                                book.instances().rules(),
                                (seen, part, day) -> instances.of(seen.facts(), seen.region(), part, day),
                                exemptions),
                        book.instances().cards()),
                new BucketKind(new Panel<>(
                        book.buckets(),
                        (seen, part, day) ->
                                Saving.unpriced("ages and sizes of the objects of its prefixes are not known"),
                        exemptions)),
                new ReadKind(
                        new Panel<>(book.prefixes(), new ReadSaving(prices, hours(book.prefixes())), exemptions),
                        book.prefixesPerBucket()),
                new NetworkKind(
                        new Panel<>(book.networks(), new NatSaving(prices, hours(book.networks())), exemptions)),
                new FlowKind(List.of(
                        new Panel<>(
                                book.betweenZones(),
                                new CrossZoneSaving(prices, hours(book.betweenZones())),
                                exemptions),
                        new Panel<>(
                                book.toInternet(),
                                new InternetEgressSaving(prices, hours(book.toInternet())),
                                exemptions))));
    }

    private static int hours(List<? extends Rule<?>> rules) {
        return rules.stream().mapToInt(Rule::hours).max().orElse(1);
    }

    List<Kind<?>> all() {
        return all;
    }

    /** How many rules there are. */
    int rules() {
        return rules;
    }
}
