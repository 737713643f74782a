package dev.gleaner.analyzer.backtest;

import dev.gleaner.contracts.signal.Progress;
import dev.gleaner.contracts.signal.SourceProgress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far the sources are complete in all partitions: each is told of in every partition, and read in one of them sooner than in
 * another. What is said is said of signals that lie in any of them.
 */
final class LeastProgress {

    private final int partitions;
    private final Map<SourceProgress, Map<Integer, Long>> through = new HashMap<>();
    private final Map<SourceProgress, Long> told = new HashMap<>();

    /** Over so many partitions. */
    LeastProgress(int partitions) {
        this.partitions = partitions;
    }

    /** Takes what is told in one partition, and says how much further all of them are now. */
    Optional<Progress> after(int partition, Progress progress) {
        List<SourceProgress> moved = new ArrayList<>();
        for (SourceProgress source : progress.getSourcesList()) {
            SourceProgress stretch = source.toBuilder().clearThrough().build();
            Map<Integer, Long> each = through.computeIfAbsent(stretch, key -> new HashMap<>());
            each.merge(partition, source.getThrough(), Math::max);
            least(each)
                    .filter(least -> least > told.getOrDefault(stretch, Long.MIN_VALUE))
                    .ifPresent(least -> {
                        told.put(stretch, least);
                        moved.add(stretch.toBuilder().setThrough(least).build());
                    });
        }
        return moved.isEmpty()
                ? Optional.empty()
                : Optional.of(Progress.newBuilder().addAllSources(moved).build());
    }

    private Optional<Long> least(Map<Integer, Long> each) {
        return each.size() < partitions
                ? Optional.empty()
                : each.values().stream().min(Long::compare);
    }
}
