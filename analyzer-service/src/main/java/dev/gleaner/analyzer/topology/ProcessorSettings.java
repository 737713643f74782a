package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.evaluation.AnalyzerConfig;
import dev.gleaner.analyzer.evaluation.SignalCounters;
import dev.gleaner.analyzer.evaluation.SubjectKindRegistry;
import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.price.PriceBook;
import dev.gleaner.analyzer.price.PriceSource;
import dev.gleaner.analyzer.rule.RuleBook;

/**
 * What every processor of the topology shares.
 *
 * @param rules that are judged by
 * @param catalogue the prices that come with the analyzer
 * @param cachedProfiles how many subjects of each kind each keeps decoded
 * @param hoursPerRun how many hours are judged between two looks at the input
 */
public record ProcessorSettings(
        RuleBook rules,
        PriceSource catalogue,
        AnalyzerConfig.Timing timing,
        int cachedProfiles,
        int hoursPerRun,
        SignalCounters counters,
        PartitionProgressRegistry progressRegistry) {

    /** What is judged, at the prices that come with the analyzer and others, with what people keep. */
    public SubjectKindRegistry kinds(PriceSource overlay, ExemptionSource exemptions) {
        return SubjectKindRegistry.of(rules, new PriceBook(catalogue, overlay), exemptions);
    }
}
