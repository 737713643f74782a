package dev.gleaner.analyzer.topology;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where the analyzer keeps its state. */
@ConfigMapping(prefix = "analyzer.store")
public interface StoreConfig {

    /**
     * {@code rocksdb}: on the disk, in {@code analyzer.state-dir}; a restart continues from it. {@code memory}: on the heap, which
     * has to hold all of it; each start restores it from Kafka.
     */
    @WithDefault("rocksdb")
    AnalyzerTopology.StoreType type();

    /**
     * Memory outside the heap for all RocksDB stores of the process together: cached blocks, indexes, and what is not written to
     * the disk yet.
     */
    @WithDefault("256M")
    MemorySize rocksdbMemory();

    /**
     * Copies of the state of each partition on other analyzers. If an analyzer fails, one that has a copy takes over at once;
     * without copies the state is restored from Kafka first.
     */
    @WithDefault("0")
    int standbyReplicas();
}
