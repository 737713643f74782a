package dev.gleaner.analyzer.profile;

import dev.gleaner.analyzer.store.PartitionStores;

/** How subjects of one kind are kept on shelves. */
public interface SubjectMapper<T extends EvaluationSubject> {

    /** Whether a key is one of theirs. */
    boolean owns(String key);

    /** One of which nothing is known yet. */
    T blank(String key);

    /** One without what happened to it lately and what was measured. */
    T header(byte[] row);

    /** Adds what a header leaves out. */
    void load(T subject, PartitionStores partitionStores);

    /** Writes what changed. */
    void save(T subject, PartitionStores partitionStores);
}
