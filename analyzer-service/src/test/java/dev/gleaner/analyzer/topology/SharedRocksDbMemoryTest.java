package dev.gleaner.analyzer.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.evaluation.SignalCounters;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.contracts.signal.SignalCodec;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.Topic;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real stores on a disk. */
class SharedRocksDbMemoryTest {

    private static final int STORES = 3;
    private static final long TOTAL = 48 << 20;

    @TempDir
    private Path folder;

    @Test
    void shouldKeepStateOnTheDiskByDefault() {
        StoreConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(StoreConfig.class)
                .build()
                .getConfigMapping(StoreConfig.class);

        assertThat(config.type()).isEqualTo(AnalyzerTopology.StoreType.ROCKSDB);
        assertThat(config.rocksdbMemory().asLongValue()).isEqualTo(256 << 20);
    }

    @Test
    void shouldShareOneBoundedCacheBetweenAllStores() {
        try (TopologyTestDriver driver = driver()) {
            Signal signal =
                    Signals.metric(Signals.instance("i-1"), Signals.CPU, Instant.parse("2026-07-01T00:00:00Z"), 1, 2);
            driver.createInputTopic(Topic.SIGNALS.topicName(), new StringSerializer(), new ByteArraySerializer())
                    .pipeInput(signal.getResource(), SignalCodec.encode(signal));

            assertThat(metric(driver, "block-cache-capacity")).hasSize(STORES).containsOnly(BigInteger.valueOf(TOTAL));
            assertThat(metric(driver, "block-cache-usage").stream().distinct())
                    .as("memory tables of one store count in the cache of all")
                    .singleElement()
                    .satisfies(usage -> assertThat(usage).isPositive());
        }
    }

    @Test
    void shouldBeConfiguredByItsName() throws IOException {
        Properties properties = new Properties();
        try (InputStream file = SharedRocksDbMemory.class.getResourceAsStream("/application.properties")) {
            properties.load(file);
        }

        assertThat(properties)
                .containsEntry("kafka-streams.rocksdb.config.setter", SharedRocksDbMemory.class.getName())
                .containsKey("kafka-streams." + SharedRocksDbMemory.TOTAL);
    }

    private TopologyTestDriver driver() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "memory");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SharedRocksDbMemory.class);
        properties.put(SharedRocksDbMemory.TOTAL, "48M");
        ProcessorSettings settings = Bench.settings(
                new ThreadTimeBudget(System::nanoTime), new SignalCounters(), new PartitionProgressRegistry());
        return new TopologyTestDriver(AnalyzerTopology.build(settings, AnalyzerTopology.StoreType.ROCKSDB), properties);
    }

    private static List<BigInteger> metric(TopologyTestDriver driver, String name) {
        return driver.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals(name))
                .map(metric -> (BigInteger) metric.getValue().metricValue())
                .toList();
    }
}
