package dev.gleaner.benchmarks.topology;

import dev.gleaner.analyzer.cost.BundledPriceSource;
import dev.gleaner.analyzer.evaluation.AnalyzerConfig;
import dev.gleaner.analyzer.evaluation.SignalCounters;
import dev.gleaner.analyzer.kind.AnalyzedKinds;
import dev.gleaner.analyzer.kind.RuleConfigMappings;
import dev.gleaner.analyzer.rule.spend.SpendRules;
import dev.gleaner.analyzer.rule.spend.UnitCostConfig;
import dev.gleaner.analyzer.rule.spend.UnusedCommitmentConfig;
import dev.gleaner.analyzer.spend.SpendSettings;
import dev.gleaner.analyzer.topology.AnalyzerTopology;
import dev.gleaner.analyzer.topology.PartitionProgressRegistry;
import dev.gleaner.analyzer.topology.ProcessorSettings;
import dev.gleaner.analyzer.topology.ThreadTimeBudget;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;

/** The configuration of the packaged analyzer, for programs that run its topology, or another one, without Quarkus. */
final class ShippedAnalyzerConfig {

    private static final String STREAMS = "kafka-streams.";

    private final SmallRyeConfig config;

    /** With the state of an application below a folder. */
    ShippedAnalyzerConfig(Path folder, String applicationId) throws IOException {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(applicationProperties()))
                .withDefaultValues(Map.of("analyzer.state-dir", folder.toString(), "analyzer.instance", applicationId));
        RuleConfigMappings.ALL.forEach(builder::withMapping);
        builder.withMapping(AnalyzerConfig.class);
        builder.withMapping(UnitCostConfig.class).withMapping(UnusedCommitmentConfig.class);
        this.config = builder.build();
    }

    /** The settings of Kafka Streams for an application, such as the shared memory of its RocksDB stores. */
    Properties streams(String bootstrapServers, String applicationId) {
        Properties properties = new Properties();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(STREAMS)) {
                properties.put(name.substring(STREAMS.length()), config.getValue(name, String.class));
            }
        }
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        return properties;
    }

    /** All rules with their default limits. */
    ProcessorSettings processorSettings() {
        AnalyzerConfig analyzer = config.getConfigMapping(AnalyzerConfig.class);
        return new ProcessorSettings(
                AnalyzedKinds.of(config::getConfigMapping),
                BundledPriceSource.bundled(),
                analyzer.timing(),
                SpendSettings.defaults(),
                SpendRules.of(
                        config.getConfigMapping(UnitCostConfig.class),
                        config.getConfigMapping(UnusedCommitmentConfig.class)),
                ThreadTimeBudget.ofEachThread(),
                new SignalCounters(),
                new PartitionProgressRegistry());
    }

    /** Each service has a file of this name on the class path. */
    private static URL applicationProperties() throws IOException {
        URI code = URI.create(AnalyzerTopology.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString());
        String name = "application.properties";
        return Files.isDirectory(Path.of(code))
                ? Path.of(code).resolve(name).toUri().toURL()
                : URI.create("jar:" + code + "!/" + name).toURL();
    }
}
