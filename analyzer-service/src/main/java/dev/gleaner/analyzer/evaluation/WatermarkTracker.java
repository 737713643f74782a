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

/** Tracks up to when the sources are complete, and thereby which hours can be evaluated. By event time, not by a clock. */
final class WatermarkTracker {

    private final StateStore stateStore;
    private final AnalyzerConfig.Timing timing;
    private final Map<AccountRegion, Map<String, SourceWatermark>> watermarks = new TreeMap<>();
    private final Map<AccountRegion, Map<RequiredSources, EvaluationBounds>> bounds = new TreeMap<>();

    /** Continues from the store. */
    WatermarkTracker(StateStore stateStore, AnalyzerConfig.Timing timing) {
        this.stateStore = stateStore;
        this.timing = timing;
        stateStore.scan("", (key, row) -> {
            if (!CursorRegistry.owns(key)) {
                put(Json.read(row, SourceWatermark.class));
            }
        });
    }

    /**
     * Applies a report; returns its account and region if the watermark advanced. A watermark never goes back. A report
     * without account and region changes nothing: the bounds of resources whose account and region are unknown follow from
     * all other reports.
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

    /** The hours that can be evaluated in an account and region, given the required sources. */
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

    /** The watermarks of all sources that reported, by account, region and source. */
    List<SourceWatermark> watermarks() {
        return watermarks.values().stream()
                .flatMap(bySource -> bySource.values().stream())
                .toList();
    }

    /** The newest hour that has ended in all accounts and regions that can be evaluated; null when there are none. */
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
