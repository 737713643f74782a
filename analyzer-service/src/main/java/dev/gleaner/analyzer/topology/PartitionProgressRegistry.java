package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.evaluation.PartitionProgress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How far each partition of this process is. Safe for every thread. */
public final class PartitionProgressRegistry {

    private final Map<Integer, PartitionProgress> partitions = new ConcurrentHashMap<>();

    void put(int partition, PartitionProgress partitionProgress) {
        partitions.put(partition, partitionProgress);
    }

    void remove(int partition) {
        partitions.remove(partition);
    }

    /** One of each partition that is worked on here. */
    public List<PartitionProgress> all() {
        return List.copyOf(partitions.values());
    }
}
