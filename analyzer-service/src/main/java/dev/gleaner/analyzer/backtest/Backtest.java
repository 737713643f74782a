package dev.gleaner.analyzer.backtest;

import dev.gleaner.analyzer.analysis.Analysis;
import dev.gleaner.analyzer.analysis.AnalysisConfig;
import dev.gleaner.analyzer.analysis.Judges;
import dev.gleaner.analyzer.analysis.Tally;
import dev.gleaner.analyzer.analysis.Timing;
import dev.gleaner.analyzer.finding.Telling;
import dev.gleaner.analyzer.price.Catalogue;
import dev.gleaner.analyzer.price.InstanceSaving;
import dev.gleaner.analyzer.price.PriceBook;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.instance.CardsConfig;
import dev.gleaner.analyzer.rule.instance.EnvironmentConfig;
import dev.gleaner.analyzer.rule.instance.IdleGpuConfig;
import dev.gleaner.analyzer.rule.instance.IdleInstanceConfig;
import dev.gleaner.analyzer.rule.instance.InstanceRules;
import dev.gleaner.analyzer.rule.instance.SporadicInstanceConfig;
import dev.gleaner.analyzer.rule.instance.UnderusedGpuConfig;
import dev.gleaner.analyzer.store.Shelves;
import dev.gleaner.contracts.confirmation.Confirmation;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.signal.Signal;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.ArrayList;
import java.util.List;

/** Runs recorded signals through the very code that judges live ones, in memory and without Kafka. */
public record Backtest(Judges judges, Timing timing) {

    private static final int CACHED = 100_000;

    /** As the analyzer is configured by default, with the prices that come with it. */
    public static Backtest ofDefaults() {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(AnalysisConfig.class)
                .withMapping(IdleInstanceConfig.class)
                .withMapping(SporadicInstanceConfig.class)
                .withMapping(IdleGpuConfig.class)
                .withMapping(UnderusedGpuConfig.class)
                .withMapping(CardsConfig.class)
                .withMapping(EnvironmentConfig.class)
                .build();
        List<Rule> rules = InstanceRules.of(
                config.getConfigMapping(IdleInstanceConfig.class),
                config.getConfigMapping(SporadicInstanceConfig.class),
                config.getConfigMapping(IdleGpuConfig.class),
                config.getConfigMapping(UnderusedGpuConfig.class),
                config.getConfigMapping(CardsConfig.class),
                config.getConfigMapping(EnvironmentConfig.class));
        InstanceSaving savings = new InstanceSaving(new PriceBook(Catalogue.bundled(), key -> List.of()));
        return new Backtest(
                new Judges(
                        rules,
                        savings,
                        config.getConfigMapping(CardsConfig.class).limits()),
                config.getConfigMapping(AnalysisConfig.class).timing());
    }

    /** What the signals lead to, in the order given; every hour is judged as soon as it is due. */
    public Result run(List<Signal> signals) {
        List<Finding> findings = new ArrayList<>();
        Tally tally = new Tally();
        Analysis analysis = new Analysis(Shelves.inMemory(), judges, timing, CACHED, new Collecting(findings), tally);
        for (Signal signal : signals) {
            accept(analysis, signal, tally);
            if (signal.hasProgress()) {
                analysis.judge(Integer.MAX_VALUE);
            }
        }
        return new Result(findings, tally);
    }

    private static void accept(Analysis analysis, Signal signal, Tally tally) {
        try {
            analysis.accept(signal);
        } catch (MalformedSignalException e) {
            tally.add(Tally.Fate.DEAD, 1);
        }
    }

    /**
     * What came out.
     *
     * @param findings every version of every finding, in the order they were said
     */
    public record Result(List<Finding> findings, Tally tally) {

        /** What was said for good: the same for every order of the same signals. */
        public List<Finding> finals() {
            return findings.stream().filter(finding -> !finding.provisional()).toList();
        }
    }

    private record Collecting(List<Finding> findings) implements Telling {
        @Override
        public void finding(Finding finding) {
            findings.add(finding);
        }

        @Override
        public void confirmation(String findingId, Confirmation confirmation) {
            // A backtest asks what was found, not whether it may be acted on.
        }
    }
}
