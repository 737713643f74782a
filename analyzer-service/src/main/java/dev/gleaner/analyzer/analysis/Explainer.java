package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.analysis.Explanation.Opinion;
import dev.gleaner.analyzer.analysis.Explanation.Track;
import dev.gleaner.analyzer.finding.Episode;
import dev.gleaner.analyzer.profile.Gauge;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MetricWindow;
import dev.gleaner.analyzer.profile.Profile;
import dev.gleaner.analyzer.profile.Profiles;
import dev.gleaner.analyzer.profile.Slot;
import dev.gleaner.analyzer.profile.Snapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.analyzer.store.Shelves;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Says of a resource what is known and judged, from what is stored; it changes nothing. */
public record Explainer(Judges judges, Timing timing) {

    /** The explanation; empty when nothing is known of the resource. */
    public Optional<Explanation> explain(Shelves shelves, Arn resource) {
        Frontier frontier = new Frontier(shelves.progress(), timing);
        Bounds bounds = frontier.bounds(Place.of(resource));
        List<SourceReach> sources = frontier.reaches().stream()
                .filter(reach -> reach.place().equals(bounds.place()))
                .map(SourceReach::of)
                .toList();
        return new Profiles(shelves, 1)
                .find(resource.toString())
                .map(profile -> explain(
                        profile,
                        bounds,
                        new EpisodeShelf(shelves.episodes(), judges.rules().size()),
                        sources));
    }

    private Explanation explain(Profile profile, Bounds bounds, EpisodeShelf episodes, List<SourceReach> sources) {
        Hour hour = profile.glimpsed() != null ? profile.glimpsed() : profile.closed();
        if (hour == null) {
            return new Explanation(profile.resource(), null, null, null, null, List.of(), List.of(), sources);
        }
        Snapshot snapshot = profile.at(hour, bounds.horizon());
        return new Explanation(
                profile.resource(),
                snapshot.born().orElse(null),
                hour.end(),
                end(profile.closed()),
                snapshot.facts(),
                Arrays.stream(Gauge.values())
                        .map(gauge -> track(snapshot, gauge))
                        .toList(),
                judges.rules().stream()
                        .map(rule -> opinion(rule, snapshot, bounds, episodes.get(profile.resource(), rule)))
                        .toList(),
                sources);
    }

    private Track track(Snapshot snapshot, Gauge gauge) {
        int hours = judges.rules().stream().mapToInt(Rule::hours).max().orElse(1);
        MetricWindow window = snapshot.window(gauge, hours);
        return new Track(
                gauge.metric(),
                window.from().start(),
                window.coverage(),
                column(window, Slot::mean),
                column(window, Slot::maximum),
                column(window, Slot::sum));
    }

    private static <T> List<@Nullable T> column(MetricWindow window, Function<Slot, T> value) {
        List<@Nullable T> column = new ArrayList<>();
        for (int place = 0; place < window.hours(); place++) {
            Slot slot = window.slot(place);
            column.add(slot == null ? null : value.apply(slot));
        }
        return column;
    }

    private Opinion opinion(Rule rule, Snapshot snapshot, Bounds bounds, Episode episode) {
        Finding finding = episode.open() != null ? episode.open() : episode.current();
        String id = finding == null ? null : finding.id();
        Verdict verdict = judges.judge(rule, snapshot, bounds).verdict();
        if (verdict instanceof Verdict.Found found) {
            return new Opinion(rule.name(), "found", null, List.of(), found.evidence(), found.remedies(), id);
        }
        if (verdict instanceof Verdict.Insufficient insufficient) {
            return new Opinion(rule.name(), "insufficient", null, insufficient.missing(), List.of(), List.of(), id);
        }
        String because = ((Verdict.Nothing) verdict).because();
        return new Opinion(rule.name(), "nothing", because, List.of(), List.of(), List.of(), id);
    }

    private static @Nullable Instant end(@Nullable Hour hour) {
        return hour == null ? null : hour.end();
    }
}
