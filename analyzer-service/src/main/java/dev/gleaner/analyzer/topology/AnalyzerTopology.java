package dev.gleaner.analyzer.topology;

import dev.gleaner.contracts.topic.Topic;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * One processor reads signals, prices and exemptions, and writes findings, confirmations, the activity of GPUs, dead letters and its
 * part of the spend; another one adds up these parts.
 */
public final class AnalyzerTopology {

    static final String SIGNALS = "signals";
    static final String ANALYSIS = "analysis";
    static final String FINDINGS = "findings";
    static final String CONFIRMATIONS = "confirmations";
    static final String GPU_ACTIVITY = "gpu-activity";
    static final String DEAD_LETTERS = "dead-letters";
    static final String SPEND = "spend";
    static final String SPEND_PARTS = "spend-parts";
    static final String SPEND_OF_RESOURCES = "spend-of-resources";
    static final String SPEND_SUMS = "spend-sums";
    static final String SPEND_FINDINGS = "spend-findings";
    static final String SPEND_CONFIRMATIONS = "spend-confirmations";
    private static final String MERGER = "spend-merger";

    private AnalyzerTopology() {}

    /** The topology; every node and store has a name, which is part of the names of topics and metrics. */
    public static Topology build(ProcessorSettings settings, StoreType kind) {
        Topology topology = new Topology();
        topology.addSource(
                SIGNALS, new ByteArrayDeserializer(), new ByteArrayDeserializer(), Topic.SIGNALS.topicName());
        topology.addProcessor(ANALYSIS, () -> new SignalProcessor(settings), SIGNALS);
        for (StoreName store : StoreName.OF_SIGNALS) {
            StoreBuilder<KeyValueStore<String, byte[]>> builder = builder(store, kind);
            topology.addStateStore(store.isCached() ? builder.withCachingEnabled() : builder, ANALYSIS);
        }
        addTable(topology, "price", StoreName.PRICES, Topic.PRICES);
        addTable(topology, "exemption", StoreName.EXEMPTIONS, Topic.EXEMPTIONS);
        addSink(topology, FINDINGS, Topic.FINDINGS, ANALYSIS);
        addSink(topology, CONFIRMATIONS, Topic.CONFIRMATIONS, ANALYSIS);
        addSink(topology, GPU_ACTIVITY, Topic.GPU_ACTIVITY, ANALYSIS);
        addSink(topology, DEAD_LETTERS, Topic.DEAD_LETTERS, ANALYSIS);
        addSpend(topology, settings, kind);
        return topology;
    }

    /** What a partition of the signals knows of the spend is a part; one task adds up the parts of all partitions. */
    private static void addSpend(Topology topology, ProcessorSettings settings, StoreType kind) {
        addSink(topology, SPEND_PARTS, Topic.SPEND_PARTS, ANALYSIS);
        addSink(topology, SPEND_OF_RESOURCES, Topic.SPEND, ANALYSIS);
        topology.addSource(SPEND, new StringDeserializer(), new ByteArrayDeserializer(), Topic.SPEND_PARTS.topicName());
        topology.addProcessor(
                MERGER,
                () -> new SpendProcessor(
                        settings.spendRules(), settings.spend().interval(), settings.progressRegistry()),
                SPEND);
        topology.addStateStore(builder(StoreName.SPEND, kind), MERGER);
        addSink(topology, SPEND_SUMS, Topic.SPEND, MERGER);
        addSink(topology, SPEND_FINDINGS, Topic.FINDINGS, MERGER);
        addSink(topology, SPEND_CONFIRMATIONS, Topic.CONFIRMATIONS, MERGER);
    }

    private static void addTable(Topology topology, String node, StoreName store, Topic topic) {
        topology.addGlobalStore(
                builder(store, StoreType.MEMORY).withLoggingDisabled(),
                node + "-source",
                new StringDeserializer(),
                new ByteArrayDeserializer(),
                topic.topicName(),
                node + "-update",
                () -> new TableProcessor(store));
    }

    private static void addSink(Topology topology, String name, Topic topic, String parent) {
        topology.addSink(name, topic.topicName(), new ByteArraySerializer(), new ByteArraySerializer(), parent);
    }

    private static StoreBuilder<KeyValueStore<String, byte[]>> builder(StoreName store, StoreType kind) {
        KeyValueBytesStoreSupplier supplier = kind == StoreType.ROCKSDB
                ? Stores.persistentKeyValueStore(store.storeName())
                : Stores.inMemoryKeyValueStore(store.storeName());
        return Stores.keyValueStoreBuilder(supplier, Serdes.String(), Serdes.ByteArray());
    }

    /** Where the stores of a topology are kept. */
    public enum StoreType {
        /** RocksDB in the state folder. */
        ROCKSDB,
        /** On the heap. */
        MEMORY
    }

    /** Stores the records of a topic unchanged; they are decoded and checked when they are looked up. */
    static final class TableProcessor extends ContextualProcessor<String, byte[], Void, Void> {

        private final StoreName name;
        private KeyValueStore<String, byte[]> table;

        TableProcessor(StoreName name) {
            this.name = name;
        }

        @Override
        public void init(ProcessorContext<Void, Void> context) {
            super.init(context);
            table = context.getStateStore(name.storeName());
        }

        @Override
        public void process(Record<String, byte[]> record) {
            if (record.key() != null) {
                table.put(record.key(), record.value());
            }
        }
    }
}
