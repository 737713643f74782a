package dev.gleaner.analyzer.topology;

import io.quarkus.runtime.configuration.MemorySizeConverter;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * Bounds the memory of all RocksDB stores of the process together. By default each store, of two for each partition, has a block
 * cache of 50 MB and memory tables of 48 MB of its own.
 */
public final class SharedRocksDbMemory implements RocksDBConfigSetter {

    /** Key of the total, a memory size, in the properties of Kafka Streams. */
    static final String TOTAL = "gleaner.rocksdb.memory";

    private static final String DEFAULT_TOTAL = "256M";

    /** A memory table grows by such blocks: most stores of a partition are small, and an empty table occupies one. */
    private static final int ARENA_BLOCK = 64 * 1024;

    /** Part of the cache in which indexes and filters are kept before data. */
    private static final double INDEX_SHARE = 0.1;

    private static final Map<Long, SharedMemory> BY_TOTAL = new ConcurrentHashMap<>();

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        SharedMemory memory = BY_TOTAL.computeIfAbsent(total(configs), SharedMemory::of);
        BlockBasedTableConfig tables = (BlockBasedTableConfig) options.tableFormatConfig();
        tables.setBlockCache(memory.cache());
        tables.setCacheIndexAndFilterBlocks(true);
        tables.setCacheIndexAndFilterBlocksWithHighPriority(true);
        tables.setPinTopLevelIndexAndFilter(true);
        options.setTableFormatConfig(tables);
        options.setWriteBufferManager(memory.writeBuffers());
        options.setArenaBlockSize(ARENA_BLOCK);
    }

    /** Cache and buffers belong to all stores, and stay. */
    @Override
    public void close(String storeName, Options options) {}

    private static long total(Map<String, Object> configs) {
        String total = Objects.toString(configs.get(TOTAL), DEFAULT_TOTAL);
        return new MemorySizeConverter().convert(total).asLongValue();
    }

    /** Memory tables get at most half, and count as part of the cache. */
    private record SharedMemory(Cache cache, WriteBufferManager writeBuffers) {
        static SharedMemory of(long total) {
            RocksDB.loadLibrary();
            Cache cache = new LRUCache(total, -1, false, INDEX_SHARE);
            return new SharedMemory(cache, new WriteBufferManager(total / 2, cache));
        }
    }
}
