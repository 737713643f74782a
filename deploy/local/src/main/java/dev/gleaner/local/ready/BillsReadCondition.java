package dev.gleaner.local.ready;

import dev.gleaner.local.runtime.process.ReadinessCondition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The collector has read the bills since the feeder delivered the last one. Bills have no progress, but the collector tells how long ago it
 * read them. A reading that ends after the delivery may have begun before it; the next one has not, as they do not overlap.
 */
public final class BillsReadCondition implements ReadinessCondition {

    private static final Pattern SINCE = Pattern.compile(
            "^gleaner_collector_lag_seconds\\{[^}]*source=\"billing\"[^}]*\\} ([0-9.E+-]+)$", Pattern.MULTILINE);

    /** Two answers about the same reading differ by less. */
    private static final Duration SAME = Duration.ofMillis(1500);

    private final Supplier<Optional<EstateState>> state;
    private final Supplier<Optional<String>> metrics;
    private final Clock clock;
    private @Nullable Instant delivered;
    private @Nullable Instant first;
    private boolean holds;

    /** Asks the collector at this address. */
    public BillsReadCondition(Supplier<Optional<EstateState>> state, ServiceApiClient api, String collector) {
        this(state, () -> api.getText(collector + "/q/metrics"), Clock.systemUTC());
    }

    BillsReadCondition(Supplier<Optional<EstateState>> state, Supplier<Optional<String>> metrics, Clock clock) {
        this.state = state;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public Optional<String> missing() {
        if (!holds && state.get().filter(EstateState::loaded).isPresent()) {
            delivered = delivered == null ? clock.instant() : delivered;
            metrics.get().flatMap(this::readAt).ifPresent(this::note);
        }
        return holds ? Optional.empty() : Optional.of("the newest bill to be read");
    }

    private Optional<Instant> readAt(String text) {
        Matcher since = SINCE.matcher(text);
        return since.find()
                ? Optional.of(clock.instant().minusMillis(Math.round(Double.parseDouble(since.group(1)) * 1000)))
                : Optional.empty();
    }

    private void note(Instant read) {
        if (first != null && read.isAfter(first.plus(SAME))) {
            holds = true;
        } else if (first == null && read.isAfter(delivered)) {
            first = read;
        }
    }

    @Override
    public String culprit() {
        return "collector";
    }
}
