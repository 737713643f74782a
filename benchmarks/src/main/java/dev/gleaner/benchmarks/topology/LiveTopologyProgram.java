package dev.gleaner.benchmarks.topology;

import dev.gleaner.analyzer.evaluation.PartitionProgress;
import dev.gleaner.analyzer.topology.AnalyzerTopology;
import dev.gleaner.analyzer.topology.ProcessorSettings;
import dev.gleaner.contracts.topic.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.KafkaStreams;

/** Runs the topology of the analyzer as shipped, with a choice of store, and reports the time up to which hours are evaluated. */
final class LiveTopologyProgram {

    private static final long INTERVAL_MILLIS = 20;

    private LiveTopologyProgram() {}

    /** Arguments: bootstrap servers, application, folder, type of the stores. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        String application = arguments[1];
        Path folder = Path.of(arguments[2]);
        ShippedAnalyzerConfig config = new ShippedAnalyzerConfig(folder, application);
        ProcessorSettings settings = config.processorSettings();
        KafkaStreams streams = new KafkaStreams(
                AnalyzerTopology.build(settings, AnalyzerTopology.StoreType.valueOf(arguments[3])),
                config.streams(arguments[0], application));
        WorkerProcess.run(streams);
        Instant reported = Instant.MIN;
        while (true) {
            Instant evaluated = evaluatedThrough(settings.progressRegistry().all());
            if (evaluated.isAfter(reported)) {
                WorkerProcess.reportEvaluated(folder, evaluated);
                reported = evaluated;
            }
            Thread.sleep(INTERVAL_MILLIS);
        }
    }

    /** The time up to which every partition has evaluated all of its hours, even if it has more to evaluate by now. */
    private static Instant evaluatedThrough(List<PartitionProgress> partitions) {
        List<Instant> times = partitions.stream()
                .map(PartitionProgress::judgedThrough)
                .filter(Objects::nonNull)
                .toList();
        return times.size() == Topic.SIGNALS.partitions() ? Collections.min(times) : Instant.MIN;
    }
}
