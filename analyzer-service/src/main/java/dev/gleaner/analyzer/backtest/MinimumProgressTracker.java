package dev.gleaner.analyzer.backtest;

import dev.gleaner.contracts.signal.proto.Progress;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far the sources are complete in all partitions: each is told of in every partition, and read in one of them sooner than in
 * another. What is said is said of signals that lie in any of them.
 */
final class MinimumProgressTracker {

    private final int partitions;
    private final Map<SourceProgress, Map<Integer, SourceProgress>> reports = new HashMap<>();
    private final Map<SourceProgress, SourceProgress> told = new HashMap<>();

    /** Over so many partitions. */
    MinimumProgressTracker(int partitions) {
        this.partitions = partitions;
    }

    /** Takes what is told in one partition, and says what all of them tell now that is new. */
    Optional<Progress> after(int partition, Progress progress) {
        List<SourceProgress> moved = new ArrayList<>();
        for (SourceProgress report : progress.getSourcesList()) {
            SourceProgress stretch = SourceProgress.newBuilder()
                    .setSource(report.getSource())
                    .setAccount(report.getAccount())
                    .setRegion(report.getRegion())
                    .setReporter(report.getReporter())
                    .build();
            Map<Integer, SourceProgress> each = reports.computeIfAbsent(stretch, key -> new HashMap<>());
            each.merge(partition, report, MinimumProgressTracker::later);
            if (each.size() == partitions) {
                SourceProgress least = each.values().stream()
                        .reduce(MinimumProgressTracker::lesser)
                        .orElseThrow();
                if (!least.equals(told.put(stretch, least))) {
                    moved.add(least);
                }
            }
        }
        return moved.isEmpty()
                ? Optional.empty()
                : Optional.of(Progress.newBuilder().addAllSources(moved).build());
    }

    /** Progress never goes back; that something has become outstanding is told by a report that does. */
    private static SourceProgress later(SourceProgress before, SourceProgress report) {
        return report.toBuilder()
                .setThrough(Math.max(before.getThrough(), report.getThrough()))
                .build();
    }

    private static SourceProgress lesser(SourceProgress one, SourceProgress other) {
        return one.toBuilder()
                .setThrough(Math.min(one.getThrough(), other.getThrough()))
                .setClear(Math.min(one.getClear(), other.getClear()))
                .setEnded(one.getEnded() && other.getEnded())
                .build();
    }
}
