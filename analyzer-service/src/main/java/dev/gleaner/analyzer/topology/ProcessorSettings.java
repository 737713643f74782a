package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.cost.CoverageSource;
import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.cost.PriceSource;
import dev.gleaner.analyzer.evaluation.AnalyzerConfig;
import dev.gleaner.analyzer.evaluation.SignalCounters;
import dev.gleaner.analyzer.evaluation.SubjectKindRegistry;
import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.kind.AnalyzedKinds;
import dev.gleaner.analyzer.rule.spend.SpendRules;
import dev.gleaner.analyzer.spend.SpendSettings;

/**
 * What all processors of the topology share.
 *
 * @param analyzed kinds of subjects, with their rules as configured
 * @param catalogue prices that are part of the analyzer
 * @param spend how bills are divided
 * @param spendRules rules about what bills say
 * @param timeBudget of each stream thread
 */
public record ProcessorSettings(
        AnalyzedKinds analyzed,
        PriceSource catalogue,
        AnalyzerConfig.Timing timing,
        SpendSettings spend,
        SpendRules spendRules,
        ThreadLocal<ThreadTimeBudget> timeBudget,
        SignalCounters counters,
        PartitionProgressRegistry progressRegistry) {

    /** The kinds of subjects, with the prices of the analyzer and further ones, commitments, and exemptions. */
    public SubjectKindRegistry kinds(PriceSource overlay, CoverageSource coverage, ExemptionSource exemptions) {
        return analyzed.registry(new PriceBook(catalogue, overlay, coverage), exemptions);
    }
}
