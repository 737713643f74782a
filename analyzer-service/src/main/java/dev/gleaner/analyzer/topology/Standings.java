package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.analysis.Standing;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How far each partition of this process is. Safe for every thread. */
public final class Standings {

    private final Map<Integer, Standing> partitions = new ConcurrentHashMap<>();

    void put(int partition, Standing standing) {
        partitions.put(partition, standing);
    }

    void remove(int partition) {
        partitions.remove(partition);
    }

    /** One of each partition that is worked on here. */
    public List<Standing> all() {
        return List.copyOf(partitions.values());
    }
}
