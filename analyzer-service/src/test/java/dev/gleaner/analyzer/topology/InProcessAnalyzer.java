package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.cost.BundledPriceSource;
import dev.gleaner.analyzer.evaluation.AnalyzerConfig;
import dev.gleaner.analyzer.evaluation.SignalCounters;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.rule.spend.SpendRules;
import dev.gleaner.analyzer.rule.spend.UnitCostConfig;
import dev.gleaner.analyzer.rule.spend.UnusedCommitmentConfig;
import dev.gleaner.analyzer.spend.SpendSettings;
import dev.gleaner.test.kafka.RealKafka;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;

/** The analyzer's topology in the JVM of a test, on the real broker, exactly once and on RocksDB as shipped. */
final class InProcessAnalyzer {

    private InProcessAnalyzer() {}

    /**
     * Starts one of the analyzers of an application.
     *
     * @param instance its name among them
     * @param folder of its stores
     * @param settings of Kafka Streams in addition
     */
    static KafkaStreams start(String application, String instance, Path folder, Map<String, Object> settings) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, RealKafka.bootstrapServers());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        properties.put("group.instance.id", instance);
        properties.put("session.timeout.ms", "10000");
        properties.putAll(settings);
        KafkaStreams streams = new KafkaStreams(
                AnalyzerTopology.build(processorSettings(), AnalyzerTopology.StoreType.ROCKSDB), properties);
        streams.start();
        return streams;
    }

    private static ProcessorSettings processorSettings() {
        return new ProcessorSettings(
                Defaults.analyzedKinds(),
                BundledPriceSource.bundled(),
                Defaults.of(AnalyzerConfig.class).timing(),
                SpendSettings.defaults(),
                SpendRules.of(Defaults.of(UnitCostConfig.class), Defaults.of(UnusedCommitmentConfig.class)),
                ThreadTimeBudget.ofEachThread(),
                new SignalCounters(),
                new PartitionProgressRegistry());
    }
}
