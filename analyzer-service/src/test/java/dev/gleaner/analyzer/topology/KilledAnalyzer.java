package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.cost.BundledPriceSource;
import dev.gleaner.analyzer.evaluation.AnalyzerConfig;
import dev.gleaner.analyzer.evaluation.SignalCounters;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.rule.spend.SpendRules;
import dev.gleaner.analyzer.rule.spend.UnitCostConfig;
import dev.gleaner.analyzer.rule.spend.UnusedCommitmentConfig;
import dev.gleaner.analyzer.spend.SpendSettings;
import dev.gleaner.contracts.topic.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.Options;

/** An analyzer in a process of its own, which waits to be killed before it commits its first findings. */
final class KilledAnalyzer {

    static final String APPLICATION = "killed-analyzer";

    private KilledAnalyzer() {}

    /** Arguments: the broker, the folder of the stores, and a file to create when there is a transaction to abort. */
    public static void main(String[] arguments) throws InterruptedException {
        Path marker = Path.of(arguments[2]);
        start(arguments[0], Path.of(arguments[1]), new DefaultKafkaClientSupplier() {
            @Override
            public Producer<byte[], byte[]> getProducer(Map<String, Object> configuration) {
                return new NeverCommittingProducer(configuration, marker);
            }
        });
        new CountDownLatch(1).await();
    }

    /** Starts an analyzer with memory tables so small that they are written to the disk before a commit. */
    static KafkaStreams start(String bootstrapServers, Path folder, DefaultKafkaClientSupplier clients) {
        AnalyzerConfig analysis = Defaults.of(AnalyzerConfig.class);
        ProcessorSettings settings = new ProcessorSettings(
                Defaults.analyzedKinds(),
                BundledPriceSource.bundled(),
                analysis.timing(),
                SpendSettings.defaults(),
                SpendRules.of(Defaults.of(UnitCostConfig.class), Defaults.of(UnusedCommitmentConfig.class)),
                // Time stands still, so that one transaction has all findings of a partition.
                ThreadLocal.withInitial(() -> new ThreadTimeBudget(() -> 0)),
                new SignalCounters(),
                new PartitionProgressRegistry());
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallMemoryTables.class);
        properties.put("group.instance.id", APPLICATION);
        properties.put("session.timeout.ms", "10000");
        KafkaStreams streams = new KafkaStreams(
                AnalyzerTopology.build(settings, AnalyzerTopology.StoreType.ROCKSDB), properties, clients);
        streams.start();
        return streams;
    }

    /** Sends the records of a transaction with findings, and never commits it. */
    private static final class NeverCommittingProducer extends KafkaProducer<byte[], byte[]> {

        private final Path marker;
        private volatile boolean findings;

        NeverCommittingProducer(Map<String, Object> configuration, Path marker) {
            super(configuration, new ByteArraySerializer(), new ByteArraySerializer());
            this.marker = marker;
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            findings |= record.topic().equals(Topic.FINDINGS.topicName());
            return super.send(record, callback);
        }

        @Override
        public void commitTransaction() {
            if (findings) {
                waitToBeKilled();
            }
            super.commitTransaction();
        }

        private void waitToBeKilled() {
            try {
                Files.createFile(marker);
                new CountDownLatch(1).await();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** RocksDB writes full memory tables to the disk in the background, whatever becomes of the transaction. */
    public static final class SmallMemoryTables implements RocksDBConfigSetter {

        private static final int BYTES = 64 * 1024;

        @Override
        public void setConfig(String storeName, Options options, Map<String, Object> configs) {
            options.setWriteBufferSize(BYTES);
        }

        @Override
        public void close(String storeName, Options options) {}
    }
}
