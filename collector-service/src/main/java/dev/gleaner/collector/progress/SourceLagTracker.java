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
 * How far each source is behind, in seconds: up to when it is complete where that is longest ago, or, of a source that
 * promises nothing, when it was last read. Unknown until then.
 */
@ApplicationScoped
public class SourceLagTracker {

    private static final String NAME = "gleaner.collector.lag.seconds";

    private final MeterRegistry registry;
    private final Clock clock;
    private final Set<String> sources = ConcurrentHashMap.newKeySet();
    private final Map<SourceScope, Instant> through = new ConcurrentHashMap<>();
    private final Map<String, Instant> markRead = new ConcurrentHashMap<>();

    /** Shows it in this registry. */
    public SourceLagTracker(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /** A source whose lag is to be shown. */
    public void register(String source) {
        if (sources.add(source)) {
            Gauge.builder(NAME, () -> seconds(source)).tag("source", source).register(registry);
        }
    }

    /** A source has been read, whatever was in it. */
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
