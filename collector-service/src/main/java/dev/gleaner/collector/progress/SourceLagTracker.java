package dev.gleaner.collector.progress;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lag of each source in seconds: since the least complete time of its scopes or, for a source without progress, since
 * it was last read. Not a number until then.
 */
@ApplicationScoped
public class SourceLagTracker {

    private static final String NAME = "gleaner.collector.lag.seconds";

    private final MeterRegistry registry;
    private final Clock clock;
    private final Set<String> sources = ConcurrentHashMap.newKeySet();
    private final Map<SourceScope, Instant> through = new ConcurrentHashMap<>();
    private final Map<String, Instant> markRead = new ConcurrentHashMap<>();

    /** Registers the metrics in this registry. */
    public SourceLagTracker(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /** Registers a source. */
    public void register(String source) {
        if (sources.add(source)) {
            Gauge.builder(NAME, () -> seconds(source)).tag("source", source).register(registry);
        }
    }

    /** Records that a source was read, whether or not there was new data. */
    public void markRead(String source) {
        markRead.put(source, clock.instant());
    }

    void advance(SourceScope sourceScope, Instant until) {
        register(sourceScope.source());
        through.merge(sourceScope, until, (old, other) -> old.isAfter(other) ? old : other);
    }

    double seconds(String source) {
        return through.entrySet().stream()
                .filter(entry -> entry.getKey().source().equals(source))
                .map(Map.Entry::getValue)
                .min(Comparator.naturalOrder())
                .or(() -> Optional.ofNullable(markRead.get(source)))
                .map(since -> Duration.between(since, clock.instant()).toMillis() / 1000.0)
                .orElse(Double.NaN);
    }
}
