package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.store.StateStore;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How far the sources are complete, hence which hours can be judged. Event time only: no clock moves it. */
final class WatermarkTracker {

    private final StateStore stateStore;
    private final AnalyzerConfig.Timing timing;
    private final Map<AccountRegion, Map<String, SourceWatermark>> watermarks = new TreeMap<>();
    private final Map<AccountRegion, Map<RequiredSources, EvaluationBounds>> bounds = new TreeMap<>();

    /** Starts from what is stored. */
    WatermarkTracker(StateStore stateStore, AnalyzerConfig.Timing timing) {
        this.stateStore = stateStore;
        this.timing = timing;
        stateStore.scan("", (key, row) -> put(Json.read(row, SourceWatermark.class)));
    }

    /**
     * Takes a report; says where it moved anything. A report never takes anything back, and one that names no place moves
     * nothing: what is nowhere goes by the reports of all other places.
     */
    Optional<AccountRegion> advance(SourceProgress report) {
        AccountRegion accountRegion = new AccountRegion(report.getAccount(), report.getRegion());
        if (accountRegion.equals(AccountRegion.UNKNOWN)) {
            return Optional.empty();
        }
        @Nullable SourceWatermark known = watermarks(accountRegion).get(report.getSource());
        SourceWatermark next = known == null ? SourceWatermark.first(report) : known.advancedBy(report);
        if (next.equals(known)) {
            return Optional.empty();
        }
        stateStore.put(next.key(), Json.bytes(next));
        if (known != null && known.through() == next.through()) {
            watermarks(accountRegion).put(next.source(), next);
            return Optional.empty();
        }
        put(next);
        return Optional.of(accountRegion);
    }

    /** What can be judged of a place, by what is needed for it. */
    EvaluationBounds bounds(AccountRegion accountRegion, RequiredSources requiredSources) {
        Map<RequiredSources, EvaluationBounds> known = bounds.computeIfAbsent(accountRegion, key -> new HashMap<>());
        EvaluationBounds bound = known.get(requiredSources);
        if (bound == null) {
            bound = accountRegion.equals(AccountRegion.UNKNOWN)
                    ? EvaluationBounds.ofUnknownLocation(
                            newest(requiredSources, EvaluationBounds::closed, Comparator.naturalOrder()),
                            timing,
                            requiredSources)
                    : EvaluationBounds.of(
                            accountRegion, watermarks(accountRegion).values(), timing, requiredSources);
            known.put(requiredSources, bound);
        }
        return bound;
    }

    /** Everything that reported, by account, region and source. */
    List<SourceWatermark> watermarks() {
        return watermarks.values().stream()
                .flatMap(one -> one.values().stream())
                .toList();
    }

    /** The newest hour that has ended everywhere that can be judged; null when that is nowhere. */
    @Nullable
    Hour ended(RequiredSources requiredSources) {
        return newest(requiredSources, EvaluationBounds::ended, Comparator.reverseOrder());
    }

    private @Nullable Hour newest(
            RequiredSources requiredSources, Function<EvaluationBounds, @Nullable Hour> hour, Comparator<Hour> order) {
        return watermarks.keySet().stream()
                .map(accountRegion -> hour.apply(bounds(accountRegion, requiredSources)))
                .filter(Objects::nonNull)
                .max(order)
                .orElse(null);
    }

    private void put(SourceWatermark sourceWatermark) {
        watermarks(sourceWatermark.accountRegion()).put(sourceWatermark.source(), sourceWatermark);
        bounds.remove(sourceWatermark.accountRegion());
        bounds.remove(AccountRegion.UNKNOWN);
    }

    private Map<String, SourceWatermark> watermarks(AccountRegion accountRegion) {
        return watermarks.computeIfAbsent(accountRegion, key -> new TreeMap<>());
    }
}
