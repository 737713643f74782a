package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.analysis.Explanation.Flow;
import dev.gleaner.analyzer.analysis.Explanation.GpuTrack;
import dev.gleaner.analyzer.analysis.Explanation.Track;
import dev.gleaner.analyzer.finding.Judgement;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one kind shows of a subject.
 *
 * @param born when it was first created, listed or measured
 * @param facts what was known of it; null when nothing was
 */
record Exhibit(
        @Nullable Instant born,
        @Nullable Object facts,
        List<Track> metrics,
        List<GpuTrack> gpus,
        List<Flow> traffic,
        List<Judgement> judgements) {}
