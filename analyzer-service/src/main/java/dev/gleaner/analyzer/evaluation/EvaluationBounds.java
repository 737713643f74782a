package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.profile.BackfillHorizon;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.contracts.resource.AccountRegion;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What can be judged of one place. As long as it stays the same there is nothing new to judge there, so it tells of
 * nothing beyond the hour to judge: most sources are ahead of the slowest one most of the time.
 *
 * @param requiredSources what has to be known
 * @param ended the newest hour that has ended for every need; null as long as one of them never reported
 * @param closed the newest hour of which nothing is taken in any more; null when there is none
 * @param provisionalHour the newest hour to judge provisionally; null when there is none
 * @param horizon up to when what came before the first reports is surely here
 * @param gpuHour the newest hour up to the glimpse whose readings of cards are complete; null where none ever came
 * @param needs the newest hour up to the glimpse for which each need that reported is complete
 */
record EvaluationBounds(
        AccountRegion accountRegion,
        RequiredSources requiredSources,
        @Nullable Hour ended,
        @Nullable Hour closed,
        @Nullable Hour provisionalHour,
        BackfillHorizon horizon,
        @Nullable Hour gpuHour,
        Map<RequiredSources.Category, Hour> needs) {

    private static final Set<String> GPU_SOURCES = Set.of("gpu", "gpu-dcgm");

    static EvaluationBounds of(
            AccountRegion accountRegion,
            Collection<SourceWatermark> reaches,
            AnalyzerConfig.Timing timing,
            RequiredSources wanted) {
        Map<RequiredSources.Category, Long> needs = new EnumMap<>(RequiredSources.Category.class);
        long stalled = Long.MIN_VALUE;
        boolean moved = false;
        for (SourceWatermark sourceWatermark : reaches) {
            stalled = sourceWatermark.moved() >= timing.stallTimeout().toMillis()
                    ? Math.max(stalled, sourceWatermark.through())
                    : stalled;
            RequiredSources.Category sourceCategory = RequiredSources.Category.servedBy(sourceWatermark.source());
            if (sourceCategory != null && wanted.all().contains(sourceCategory)) {
                needs.merge(sourceCategory, sourceWatermark.through(), Math::max);
                moved |= sourceWatermark.moved() >= timing.patience().toMillis();
            }
        }
        boolean whole = needs.size() == wanted.all().size();
        Hour ended = whole ? Hour.endedAt(least(needs)) : null;
        Hour glimpse = ended == null && moved ? Hour.endedAt(most(needs)) : ended;
        Hour closed = closed(whole ? least(needs) : Long.MIN_VALUE, stalled, timing);
        return new EvaluationBounds(
                accountRegion,
                wanted,
                ended,
                closed,
                glimpse,
                horizon(reaches, wanted),
                gpuHour(reaches, glimpse),
                hours(needs, glimpse));
    }

    /**
     * Of what no inventory has shown: it is not judged, and nothing of an hour is taken in any more once everything else
     * would have been given up, so that what never turns up does not grow for ever.
     *
     * @param closed the newest hour that is closed anywhere
     */
    static EvaluationBounds ofUnknownLocation(
            @Nullable Hour closed, AnalyzerConfig.Timing timing, RequiredSources wanted) {
        Hour givenUp =
                closed == null ? null : closed.plus(-timing.stallTimeout().toHours());
        return new EvaluationBounds(
                AccountRegion.UNKNOWN, wanted, null, givenUp, null, BackfillHorizon.NONE, null, Map.of());
    }

    /** Whether readings of cards come here, but have not all come up to the end of an hour. */
    boolean awaitsGpuReadings(Hour hour) {
        return gpuHour != null && gpuHour.isBefore(hour);
    }

    /** Whether any source of readings of cards has reported. */
    boolean hasGpuSource() {
        return gpuHour != null;
    }

    private static @Nullable Hour gpuHour(Collection<SourceWatermark> reaches, @Nullable Hour glimpse) {
        return reaches.stream()
                .filter(sourceWatermark -> GPU_SOURCES.contains(sourceWatermark.source()))
                .map(SourceWatermark::through)
                .max(Long::compare)
                .map(through -> hour(through, glimpse))
                .orElse(null);
    }

    /** The needs that are not complete to the end of an hour. */
    List<RequiredSources.Category> missing(Hour hour) {
        return requiredSources.all().stream()
                .sorted()
                .filter(sourceCategory -> !needs.containsKey(sourceCategory)
                        || needs.get(sourceCategory).isBefore(hour))
                .toList();
    }

    /**
     * An hour is final by what is needed or, much later, by whatever has moved on for long: not by a first report, as
     * the others may be about to come.
     */
    private static @Nullable Hour closed(long needed, long stalled, AnalyzerConfig.Timing timing) {
        long givenUp = stalled == Long.MIN_VALUE
                ? Long.MIN_VALUE
                : stalled - timing.stallTimeout().toMillis();
        long complete = Math.max(needed, givenUp);
        return complete == Long.MIN_VALUE
                ? null
                : Hour.endedAt(complete - timing.lateness().toMillis());
    }

    private static BackfillHorizon horizon(Collection<SourceWatermark> reaches, RequiredSources wanted) {
        return new BackfillHorizon(
                first(
                        reaches,
                        sourceWatermark ->
                                RequiredSources.Category.servedBy(sourceWatermark.source()) == wanted.listings()),
                first(
                        reaches,
                        sourceWatermark -> RequiredSources.Category.servedBy(sourceWatermark.source())
                                == RequiredSources.Category.TRAIL));
    }

    private static long first(Collection<SourceWatermark> reaches, Predicate<SourceWatermark> which) {
        return reaches.stream()
                .filter(which)
                .mapToLong(SourceWatermark::first)
                .min()
                .orElse(Long.MIN_VALUE);
    }

    /** All that is judged is judged by the hour. */
    private static Map<RequiredSources.Category, Hour> hours(
            Map<RequiredSources.Category, Long> needs, @Nullable Hour glimpse) {
        Map<RequiredSources.Category, Hour> hours = new EnumMap<>(RequiredSources.Category.class);
        needs.forEach((sourceCategory, through) -> hours.put(sourceCategory, hour(through, glimpse)));
        return hours;
    }

    private static Hour hour(long through, @Nullable Hour latest) {
        Hour ended = Hour.endedAt(through);
        return latest != null && latest.isBefore(ended) ? latest : ended;
    }

    private static long least(Map<RequiredSources.Category, Long> needs) {
        return needs.values().stream().mapToLong(Long::longValue).min().orElseThrow();
    }

    private static long most(Map<RequiredSources.Category, Long> needs) {
        return needs.values().stream().mapToLong(Long::longValue).max().orElseThrow();
    }
}
