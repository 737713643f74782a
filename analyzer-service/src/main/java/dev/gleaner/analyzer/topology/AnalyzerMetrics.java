package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.evaluation.PartitionProgress;
import dev.gleaner.analyzer.evaluation.SignalCounters;
import dev.gleaner.analyzer.evaluation.SignalCounters.Fate;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;

/** Meters of the signals by outcome, and of the hours that are due. */
@Singleton
record AnalyzerMetrics(ProcessorSettings settings, MeterRegistry registry) {

    void start(@Observes StartupEvent event) {
        SignalCounters signalCounters = settings.counters();
        for (Fate fate : Fate.values()) {
            FunctionCounter.builder("gleaner.analyzer.signals", signalCounters, counts -> counts.count(fate))
                    .description("Signals and their parts, by outcome")
                    .tag("fate", fate.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        Gauge.builder("gleaner.analyzer.due", settings.progressRegistry(), AnalyzerMetrics::due)
                .description("Hours that are due for evaluation")
                .register(registry);
    }

    private static double due(PartitionProgressRegistry partitionProgressRegistry) {
        return partitionProgressRegistry.all().stream()
                .mapToLong(PartitionProgress::due)
                .sum();
    }
}
