package dev.gleaner.benchmarks.analyzer;

import dev.gleaner.analyzer.backtest.Backtest;
import dev.gleaner.analyzer.topology.AnalyzerTopology.StoreType;
import dev.gleaner.analyzer.topology.KafkaStateStore;
import dev.gleaner.analyzer.topology.SharedRocksDbMemory;
import dev.gleaner.analyzer.topology.StoreName;
import dev.gleaner.contracts.topic.Topic;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * Loads the signals of many instances into the stores of Kafka Streams by the evaluators of all partitions, and prints how much
 * memory the process has then. The stores are those of the topology without its write cache; there are no clients of Kafka,
 * whose buffers do not depend on the number of instances.
 */
final class StateLoadProgram {

    /** Begins the line with megabytes of resident memory, those of live objects on the heap, and the number of records. */
    static final String LOADED = "loaded:";

    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final long SEED = 17;
    private static final int HOURS_PER_DAY = 24;
    private static final int MEGABYTE = 1_000_000;
    private static final int BYTES_PER_KILOBYTE = 1024;

    private StateLoadProgram() {}

    /** Arguments: type of the stores, number of instances, days, folder of the stores. */
    public static void main(String[] arguments) throws Exception {
        StoreType type = StoreType.valueOf(arguments[0]);
        int instances = Integer.parseInt(arguments[1]);
        int hours = Integer.parseInt(arguments[2]) * HOURS_PER_DAY;
        Path folder = Files.createDirectories(Path.of(arguments[3]));
        int partitions = Topic.SIGNALS.partitions();
        Backtest backtest = Backtest.ofDefaults();
        List<CoreEvaluator> evaluators = IntStream.range(0, partitions)
                .mapToObj(partition ->
                        new CoreEvaluator(backtest, StoreName.open(name -> store(name, type, partition, folder))))
                .toList();
        FleetSignals fleet = new FleetSignals(FleetSignals.Size.ofInstances(instances), START, SEED, partitions);
        long records = fleet.countSignals(0, hours) - hours;
        for (int hour = 0; hour < hours; hour++) {
            boolean isProgressApplied = CoreEvaluator.isProgressHour(hour, hours);
            fleet.forEachRecord(hour, (key, partition, value) -> {
                if (key.length > 0) {
                    evaluators.get(partition).accept(value);
                } else if (isProgressApplied) {
                    evaluators.get(partition).accept(value);
                    evaluators.get(partition).evaluate();
                }
            });
            System.out.println("hour " + (hour + 1) + " of " + hours);
        }
        long resident = MeasuredJvm.status("VmRSS") * BYTES_PER_KILOBYTE / MEGABYTE;
        System.gc();
        long live = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEGABYTE;
        long findings = evaluators.stream().mapToLong(CoreEvaluator::findings).sum();
        System.out.println(LOADED + " " + resident + " " + live + " " + records + " " + findings);
    }

    private static KafkaStateStore store(StoreName name, StoreType type, int partition, Path folder) {
        KeyValueStore<String, byte[]> store = Stores.keyValueStoreBuilder(
                        type == StoreType.ROCKSDB
                                ? Stores.persistentKeyValueStore(name.storeName())
                                : Stores.inMemoryKeyValueStore(name.storeName()),
                        Serdes.String(),
                        Serdes.ByteArray())
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
        StateStoreContext context = context(partition, folder);
        store.init(context, store);
        return new KafkaStateStore(store);
    }

    private static StateStoreContext context(int partition, Path folder) {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "state");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:1");
        // As in the analyzer, with the default of its memory.
        config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SharedRocksDbMemory.class);
        Path state = folder.resolve(Integer.toString(partition));
        return new MockProcessorContext<>(config, new TaskId(0, partition), state.toFile()).getStateStoreContext();
    }
}
