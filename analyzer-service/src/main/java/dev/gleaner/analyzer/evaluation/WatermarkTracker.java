package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.store.StateStore;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tracks up to when the sources are complete, and thereby which hours can be evaluated. By event time, not by a clock. */
final class WatermarkTracker {

    private final StateStore stateStore;
    private final AnalyzerConfig.Timing timing;
    private final Map<AccountRegion, Map<String, SourceWatermark>> watermarks = new TreeMap<>();
    private final Map<RequiredSources, KnownBounds> bounds = new HashMap<>();

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
        return known(requiredSources).of(accountRegion);
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
        return known(requiredSources).ended();
    }

    private KnownBounds known(RequiredSources requiredSources) {
        return bounds.computeIfAbsent(requiredSources, KnownBounds::new);
    }

    private void put(SourceWatermark sourceWatermark) {
        AccountRegion accountRegion = sourceWatermark.accountRegion();
        watermarks(accountRegion).put(sourceWatermark.source(), sourceWatermark);
        bounds.values().forEach(known -> known.forget(accountRegion));
    }

    private Map<String, SourceWatermark> watermarks(AccountRegion accountRegion) {
        return watermarks.computeIfAbsent(accountRegion, key -> new TreeMap<>());
    }

    /** The bounds by account and region for some required sources. There can be thousands of accounts and regions. */
    private final class KnownBounds {

        private final RequiredSources requiredSources;
        private final Map<AccountRegion, EvaluationBounds> bounds = new HashMap<>();

        /** Of which {@link #newestClosed} does not know. */
        private final Set<AccountRegion> unread = new HashSet<>(watermarks.keySet());

        private @Nullable Hour newestClosed;

        KnownBounds(RequiredSources requiredSources) {
            this.requiredSources = requiredSources;
        }

        void forget(AccountRegion accountRegion) {
            bounds.remove(accountRegion);
            bounds.remove(AccountRegion.UNKNOWN);
            unread.add(accountRegion);
        }

        EvaluationBounds of(AccountRegion accountRegion) {
            EvaluationBounds known = bounds.get(accountRegion);
            if (known == null) {
                known = accountRegion.equals(AccountRegion.UNKNOWN)
                        ? EvaluationBounds.ofUnknownLocation(newestClosed(), timing, requiredSources)
                        : EvaluationBounds.of(
                                accountRegion, watermarks(accountRegion).values(), timing, requiredSources);
                bounds.put(accountRegion, known);
            }
            return known;
        }

        /** In any account and region. As watermarks never go back, an hour that is closed stays closed. */
        private @Nullable Hour newestClosed() {
            for (AccountRegion accountRegion : unread) {
                Hour closed = of(accountRegion).closed();
                if (closed != null && (newestClosed == null || newestClosed.isBefore(closed))) {
                    newestClosed = closed;
                }
            }
            unread.clear();
            return newestClosed;
        }

        @Nullable
        Hour ended() {
            Hour earliest = null;
            for (AccountRegion accountRegion : watermarks.keySet()) {
                Hour ended = of(accountRegion).ended();
                if (ended != null && (earliest == null || ended.isBefore(earliest))) {
                    earliest = ended;
                }
            }
            return earliest;
        }
    }
}
