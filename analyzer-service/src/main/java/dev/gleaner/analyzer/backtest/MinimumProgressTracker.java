package dev.gleaner.analyzer.backtest;

import dev.gleaner.contracts.signal.proto.Progress;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Progress of the sources over all partitions. Each partition has a copy of every report, and it is read sooner in one than in
 * another. As a report is about signals in all partitions, it counts once it was read in each of them.
 */
final class MinimumProgressTracker {

    private final int partitions;
    private final Map<SourceProgress, Map<Integer, SourceProgress>> reports = new HashMap<>();
    private final Map<SourceProgress, SourceProgress> published = new HashMap<>();

    /** For a number of partitions. */
    MinimumProgressTracker(int partitions) {
        this.partitions = partitions;
    }

    /** Applies the progress of one partition; returns what is new in all of them. */
    Optional<Progress> after(int partition, Progress progress) {
        List<SourceProgress> moved = new ArrayList<>();
        for (SourceProgress report : progress.getSourcesList()) {
            SourceProgress scope = SourceProgress.newBuilder()
                    .setSource(report.getSource())
                    .setAccount(report.getAccount())
                    .setRegion(report.getRegion())
                    .setReporter(report.getReporter())
                    .build();
            Map<Integer, SourceProgress> each = reports.computeIfAbsent(scope, key -> new HashMap<>());
            each.merge(partition, report, MinimumProgressTracker::later);
            if (each.size() == partitions) {
                SourceProgress least = each.values().stream()
                        .reduce(MinimumProgressTracker::lesser)
                        .orElseThrow();
                if (!least.equals(published.put(scope, least))) {
                    moved.add(least);
                }
            }
        }
        return moved.isEmpty()
                ? Optional.empty()
                : Optional.of(Progress.newBuilder().addAllSources(moved).build());
    }

    /** The time of completeness never goes back; the other values are those of the newer report. */
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
