package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.instance.BackfillHorizon;
import dev.gleaner.contracts.resource.AccountRegion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which hours of one account and region can be evaluated. Equal bounds mean that there is nothing new to evaluate.
 * Therefore no component goes beyond the provisional hour: a source that is ahead of the slowest one changes nothing.
 *
 * @param requiredSources sources that have to be complete
 * @param ended the newest hour that has ended by all required sources; null as long as one of them has not reported
 * @param settled the newest hour whose values are no longer replaced; null as long as {@code ended} is
 * @param closed the newest hour for which signals are no longer accepted; null when there is none
 * @param provisionalHour the newest hour to evaluate provisionally; null when there is none
 * @param horizon times up to which the backfill of the sources is complete
 * @param gpuHour the newest hour, at most the provisional one, with all GPU readings; null when no source of GPU readings
 *     has reported
 * @param completeHours the newest hour, at most the provisional one, for which each required or awaited source that reported
 *     is complete
 */
public record EvaluationBounds(
        AccountRegion accountRegion,
        RequiredSources requiredSources,
        @Nullable Hour ended,
        @Nullable Hour settled,
        @Nullable Hour closed,
        @Nullable Hour provisionalHour,
        BackfillHorizon horizon,
        @Nullable Hour gpuHour,
        Map<RequiredSources.Category, Hour> completeHours) {

    private static final Set<String> GPU_SOURCES = Set.of("gpu", "gpu-dcgm");

    static EvaluationBounds of(
            AccountRegion accountRegion,
            Collection<SourceWatermark> watermarks,
            AnalyzerConfig.Timing timing,
            RequiredSources required) {
        Map<RequiredSources.Category, Long> completeTimes = new HashMap<>();
        Map<RequiredSources.Category, Long> awaitedTimes = new HashMap<>();
        long advancedThrough = Long.MIN_VALUE;
        boolean advanced = false;
        boolean anyAdvanced = false;
        for (SourceWatermark sourceWatermark : watermarks) {
            advancedThrough = sourceWatermark.moved() >= timing.stallTimeout().toMillis()
                    ? Math.max(advancedThrough, sourceWatermark.through())
                    : advancedThrough;
            anyAdvanced |= sourceWatermark.moved() >= timing.patience().toMillis();
            RequiredSources.Category category = required.servedBy(sourceWatermark.source());
            if (category != null && required.all().contains(category)) {
                completeTimes.merge(category, sourceWatermark.through(), Math::max);
                advanced |= sourceWatermark.moved() >= timing.patience().toMillis();
            } else if (category != null) {
                awaitedTimes.merge(category, sourceWatermark.through(), Math::max);
            }
        }
        boolean allReported = completeTimes.size() == required.all().size();
        boolean allExpected = awaitedTimes.keySet().containsAll(required.expected());
        Hour ended = allReported && (allExpected || anyAdvanced) ? Hour.endedAt(least(completeTimes)) : null;
        Hour provisional = ended == null && advanced ? Hour.endedAt(most(completeTimes)) : ended;
        long complete = allReported && allExpected ? least(completeTimes) : Long.MIN_VALUE;
        long awaited = awaitedTimes.isEmpty() ? complete : Math.min(complete, least(awaitedTimes));
        Hour closed = closed(awaited, advancedThrough, timing);
        completeTimes.putAll(awaitedTimes);
        return new EvaluationBounds(
                accountRegion,
                required,
                ended,
                ended == null ? null : ended.plus(-timing.corrections().toHours()),
                closed,
                provisional,
                horizon(watermarks, required),
                gpuHour(watermarks, provisional),
                hours(completeTimes, provisional));
    }

    /**
     * Bounds of resources that no inventory has listed. They are not evaluated, and their hours close after the stall
     * timeout, so that resources that are never listed do not accumulate signals without limit.
     *
     * @param closed the newest hour that is closed in any account and region
     */
    static EvaluationBounds ofUnknownLocation(
            @Nullable Hour closed, AnalyzerConfig.Timing timing, RequiredSources required) {
        Hour timedOut =
                closed == null ? null : closed.plus(-timing.stallTimeout().toHours());
        return new EvaluationBounds(
                AccountRegion.UNKNOWN, required, null, null, timedOut, null, BackfillHorizon.NONE, null, Map.of());
    }

    /** Whether a required or awaited source is complete up to the end of an hour. */
    public boolean isComplete(RequiredSources.Category category, Hour hour) {
        Hour complete = completeHours.get(category);
        return complete != null && !complete.isBefore(hour);
    }

    /** Whether a source of GPU readings has reported, but not yet up to the end of an hour. */
    public boolean awaitsGpuReadings(Hour hour) {
        return gpuHour != null && gpuHour.isBefore(hour);
    }

    /** Whether a source of GPU readings has reported. */
    public boolean hasGpuSource() {
        return gpuHour != null;
    }

    private static @Nullable Hour gpuHour(Collection<SourceWatermark> watermarks, @Nullable Hour provisional) {
        return watermarks.stream()
                .filter(sourceWatermark -> GPU_SOURCES.contains(sourceWatermark.source()))
                .map(SourceWatermark::through)
                .max(Long::compare)
                .map(through -> hour(through, provisional))
                .orElse(null);
    }

    /** The required sources that are not complete up to the end of an hour, in their order. */
    public List<RequiredSources.Category> missing(Hour hour) {
        List<RequiredSources.Category> missing = new ArrayList<>();
        for (RequiredSources.Category category : requiredSources.all()) {
            Hour complete = completeHours.get(category);
            if (complete == null || complete.isBefore(hour)) {
                missing.add(category);
            }
        }
        return missing;
    }

    /** The source of the listings, if it is not complete up to the end of an hour. */
    public List<RequiredSources.Category> missingListings(Hour hour) {
        return missing(hour).stream()
                .filter(category -> category.equals(requiredSources.listings()))
                .toList();
    }

    /**
     * An hour closes when all required sources are past it by the lateness or, after the stall timeout as well, when any
     * source is. Such a source must have advanced by the stall timeout itself: after its first report the others may be
     * about to follow.
     */
    private static @Nullable Hour closed(long required, long advancedThrough, AnalyzerConfig.Timing timing) {
        long timedOut = advancedThrough == Long.MIN_VALUE
                ? Long.MIN_VALUE
                : advancedThrough - timing.stallTimeout().toMillis();
        long complete = Math.max(required, timedOut);
        return complete == Long.MIN_VALUE
                ? null
                : Hour.endedAt(complete - timing.lateness().toMillis());
    }

    private static BackfillHorizon horizon(Collection<SourceWatermark> watermarks, RequiredSources required) {
        return new BackfillHorizon(
                first(watermarks, sourceWatermark -> required.listings().isServedBy(sourceWatermark.source())),
                first(
                        watermarks,
                        sourceWatermark -> RequiredSources.Category.TRAIL.isServedBy(sourceWatermark.source())));
    }

    private static long first(Collection<SourceWatermark> watermarks, Predicate<SourceWatermark> which) {
        return watermarks.stream()
                .filter(which)
                .mapToLong(SourceWatermark::first)
                .min()
                .orElse(Long.MIN_VALUE);
    }

    private static Map<RequiredSources.Category, Hour> hours(
            Map<RequiredSources.Category, Long> completeTimes, @Nullable Hour provisional) {
        Map<RequiredSources.Category, Hour> hours = new HashMap<>();
        completeTimes.forEach((category, through) -> hours.put(category, hour(through, provisional)));
        return hours;
    }

    private static Hour hour(long through, @Nullable Hour latest) {
        Hour ended = Hour.endedAt(through);
        return latest != null && latest.isBefore(ended) ? latest : ended;
    }

    private static long least(Map<RequiredSources.Category, Long> completeTimes) {
        return completeTimes.values().stream().mapToLong(Long::longValue).min().orElseThrow();
    }

    private static long most(Map<RequiredSources.Category, Long> completeTimes) {
        return completeTimes.values().stream().mapToLong(Long::longValue).max().orElseThrow();
    }
}
