package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.evaluation.PartitionProgress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Progress of each partition of this process. Thread-safe. */
public final class PartitionProgressRegistry {

    private final Map<Integer, PartitionProgress> partitions = new ConcurrentHashMap<>();
    private volatile boolean isSpendDue;

    void put(int partition, PartitionProgress partitionProgress) {
        partitions.put(partition, partitionProgress);
    }

    void remove(int partition) {
        partitions.remove(partition);
    }

    void setSpendDue(boolean isDue) {
        isSpendDue = isDue;
    }

    /** Whether this process adds up the spend, and what has changed was not evaluated yet. */
    public boolean isSpendDue() {
        return isSpendDue;
    }

    /** The progress of all partitions that are assigned to this process. */
    public List<PartitionProgress> all() {
        return List.copyOf(partitions.values());
    }
}
