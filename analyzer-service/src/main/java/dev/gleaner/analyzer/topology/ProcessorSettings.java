package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.analysis.Tally;
import dev.gleaner.analyzer.analysis.Timing;
import dev.gleaner.analyzer.price.PriceSource;
import dev.gleaner.analyzer.profile.CardLimits;
import dev.gleaner.analyzer.rule.Rule;
import java.util.List;

/**
 * What every processor of the topology shares.
 *
 * @param cards what a reading of a card says
 * @param catalogue the prices that come with the analyzer
 * @param cachedProfiles how many profiles each keeps decoded
 * @param hoursPerTurn how many hours are judged between two looks at the input
 */
public record ProcessorSettings(
        List<Rule> rules,
        CardLimits cards,
        PriceSource catalogue,
        Timing timing,
        int cachedProfiles,
        int hoursPerTurn,
        Tally tally,
        Standings standings) {

    public ProcessorSettings {
        rules = List.copyOf(rules);
    }
}
