package dev.gleaner.analyzer.topology;

/** Where the stores of a topology live. */
public enum StoreKind {
    /** RocksDB in the state folder. */
    PERSISTENT,
    /** On the heap. */
    IN_MEMORY
}
