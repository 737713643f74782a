package dev.gleaner.local.ready;

import dev.gleaner.local.runtime.process.ReadinessCondition;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A folder's trail has been read, in every account and region of the estate. It reports once all that lies there is read,
 * but only through its newest delivery, which may be older than the estate's end.
 */
public record TrailReadCondition(
        ServiceApiClient api, String analyzer, Supplier<Optional<EstateState>> state, List<String> sources)
        implements ReadinessCondition {

    public TrailReadCondition {
        sources = List.copyOf(sources);
    }

    @Override
    public Optional<String> missing() {
        return new EstateSourceProgress(api, analyzer, state, sources).missing(this::missing);
    }

    @Override
    public String culprit() {
        return "collector";
    }

    Optional<String> missing(EstateState estate, AnalyzerProgress progress) {
        List<String> silent = EstateSourceProgress.words(
                sources,
                estate,
                progress,
                (source, region, through) ->
                        through.isPresent() ? Optional.empty() : Optional.of(source + " " + region));
        return silent.isEmpty() ? Optional.empty() : Optional.of("to be read: " + String.join(", ", silent));
    }
}
