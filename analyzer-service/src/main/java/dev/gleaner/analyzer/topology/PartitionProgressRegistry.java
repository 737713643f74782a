package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.evaluation.PartitionProgress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Progress of each partition of this process. Thread-safe. */
public final class PartitionProgressRegistry {

    /** In place of a partition. */
    private static final int SUMS = -1;

    private final Map<Integer, PartitionProgress> partitions = new ConcurrentHashMap<>();
    private final Set<Integer> spendDue = ConcurrentHashMap.newKeySet();

    void put(int partition, PartitionProgress partitionProgress) {
        partitions.put(partition, partitionProgress);
    }

    void remove(int partition) {
        partitions.remove(partition);
        spendDue.remove(partition);
    }

    /** Records whether a partition has to add up, or to publish, something of the spend. */
    void setSpendDue(int partition, boolean isDue) {
        if (isDue) {
            spendDue.add(partition);
        } else {
            spendDue.remove(partition);
        }
    }

    /** The same for the task that adds up those of all partitions, and evaluates the sums. */
    void setSpendSumsDue(boolean isDue) {
        setSpendDue(SUMS, isDue);
    }

    /** Whether changes of the spend are not evaluated yet, as far as this process knows. */
    public boolean isSpendDue() {
        return !spendDue.isEmpty();
    }

    /** The progress of all partitions that are assigned to this process. */
    public List<PartitionProgress> all() {
        return List.copyOf(partitions.values());
    }
}
