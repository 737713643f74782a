package dev.gleaner.analyzer.profile;

import dev.gleaner.analyzer.store.PartitionStores;

/** Reads and writes subjects of one kind in the stores. */
public interface SubjectMapper<T extends EvaluationSubject> {

    /** Whether a key is of this kind. */
    boolean owns(String key);

    /** A subject of which nothing is known yet. */
    T blank(String key);

    /** Decodes a subject without its recent events and measurements. */
    T header(String key, byte[] row, PartitionStores partitionStores);

    /** Adds recent events and measurements to a subject. */
    void load(T subject, PartitionStores partitionStores);

    /** Writes what changed. */
    void save(T subject, PartitionStores partitionStores);

    /** Removes a subject of which nothing is known any more. */
    void delete(T subject, PartitionStores partitionStores);
}
