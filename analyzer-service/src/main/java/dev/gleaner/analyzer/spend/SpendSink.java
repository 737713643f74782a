package dev.gleaner.analyzer.spend;

import dev.gleaner.contracts.spend.SpendRecord;

/** Receives what a partition knows of the spend. */
public interface SpendSink {

    /** Publishes this partition's part of a record, which replaces the earlier part. */
    void publishPart(SpendRecord part);

    /** Removes this partition's part of the record with this key. */
    void removePart(String topicKey);

    /** Publishes a record of which no other partition has a part. */
    void publish(SpendRecord spendRecord);

    /** Removes a record of which no other partition has a part. */
    void remove(String topicKey);
}
