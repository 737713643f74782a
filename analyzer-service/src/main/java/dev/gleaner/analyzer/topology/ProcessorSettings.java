package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.analysis.Kinds;
import dev.gleaner.analyzer.analysis.Tally;
import dev.gleaner.analyzer.analysis.Timing;
import dev.gleaner.analyzer.finding.Exemptions;
import dev.gleaner.analyzer.price.PriceBook;
import dev.gleaner.analyzer.price.PriceSource;
import dev.gleaner.analyzer.rule.RuleBook;

/**
 * What every processor of the topology shares.
 *
 * @param rules that are judged by
 * @param catalogue the prices that come with the analyzer
 * @param cachedProfiles how many subjects of each kind each keeps decoded
 * @param hoursPerTurn how many hours are judged between two looks at the input
 */
public record ProcessorSettings(
        RuleBook rules,
        PriceSource catalogue,
        Timing timing,
        int cachedProfiles,
        int hoursPerTurn,
        Tally tally,
        Standings standings) {

    /** What is judged, at the prices that come with the analyzer and others, with what people keep. */
    public Kinds kinds(PriceSource overlay, Exemptions exemptions) {
        return Kinds.of(rules, new PriceBook(catalogue, overlay), exemptions);
    }
}
