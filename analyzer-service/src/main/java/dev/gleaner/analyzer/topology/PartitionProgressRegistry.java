package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.evaluation.PartitionProgress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Progress of each partition of this process. Thread-safe. */
public final class PartitionProgressRegistry {

    private final Map<Integer, PartitionProgress> partitions = new ConcurrentHashMap<>();

    void put(int partition, PartitionProgress partitionProgress) {
        partitions.put(partition, partitionProgress);
    }

    void remove(int partition) {
        partitions.remove(partition);
    }

    /** The progress of all partitions that are assigned to this process. */
    public List<PartitionProgress> all() {
        return List.copyOf(partitions.values());
    }
}
