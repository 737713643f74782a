package dev.gleaner.analyzer.explain;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.gleaner.analyzer.evaluation.PartitionProgress;
import dev.gleaner.analyzer.evaluation.SourceWatermark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Progress of the partitions of this analyzer, by the slowest one.
 *
 * @param sources that reported to all partitions
 * @param judgedThrough time up to which every hour was evaluated, at least provisionally, of what is not listed once a day or less;
 *     null when there is none
 * @param due number of hours that are due
 * @param isSpendDue whether this analyzer adds up the spend, and changes of it were not evaluated yet
 */
public record ProgressReport(
        List<SourceWatermark.View> sources,
        @Nullable Instant judgedThrough,
        long due,
        @JsonProperty("spendDue") boolean isSpendDue) {

    static ProgressReport of(List<PartitionProgress> partitions, boolean isSpendDue) {
        return new ProgressReport(
                sources(partitions),
                judgedThrough(partitions),
                partitions.stream().mapToLong(PartitionProgress::due).sum(),
                isSpendDue);
    }

    private static List<SourceWatermark.View> sources(List<PartitionProgress> partitions) {
        TreeMap<String, List<SourceWatermark.View>> reports = partitions.stream()
                .flatMap(partition -> partition.watermarks().stream())
                .map(SourceWatermark.View::of)
                .collect(Collectors.groupingBy(
                        source -> String.join("|", source.account(), source.region(), source.source()),
                        TreeMap::new,
                        Collectors.toList()));
        List<SourceWatermark.View> sources = new ArrayList<>();
        reports.values().stream()
                .filter(reported -> reported.size() == partitions.size())
                .flatMap(
                        reported -> reported.stream().min(Comparator.comparing(SourceWatermark.View::through)).stream())
                .forEach(sources::add);
        return sources;
    }

    private static @Nullable Instant judgedThrough(List<PartitionProgress> partitions) {
        List<Instant> times = partitions.stream()
                .map(PartitionProgress::judgedThrough)
                .filter(Objects::nonNull)
                .toList();
        return times.size() < partitions.size()
                ? null
                : times.stream().min(Comparator.naturalOrder()).orElse(null);
    }
}
