package dev.gleaner.local.ready;

import dev.gleaner.local.runtime.process.ReadinessCondition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The analyzer knows every source to be complete up to the estate's end, in every account and region of it. The feeder
 * ends its history early enough for that, although sources stay some minutes behind by their nature.
 */
public record SourcesCompleteCondition(
        ServiceApiClient api, String analyzer, Supplier<Optional<EstateState>> state, List<String> sources)
        implements ReadinessCondition {

    public SourcesCompleteCondition {
        sources = List.copyOf(sources);
    }

    @Override
    public Optional<String> missing() {
        return new EstateSourceProgress(api, analyzer, state, sources).missing(this::missing);
    }

    @Override
    public String culprit() {
        return "analyzer";
    }

    /** One word a source that is behind, with how far it is; unknown is behind. */
    Optional<String> missing(EstateState estate, AnalyzerProgress progress) {
        List<String> behind = EstateSourceProgress.words(
                sources,
                estate,
                progress,
                (source, region, through) ->
                        through.filter(at -> !at.isBefore(estate.end())).isPresent()
                                ? Optional.empty()
                                : Optional.of("%s %s %s"
                                        .formatted(
                                                source,
                                                region,
                                                through.map(Instant::toString).orElse("nothing yet"))));
        return behind.isEmpty()
                ? Optional.empty()
                : Optional.of("sources to pass %s: %s".formatted(estate.end(), String.join(", ", behind)));
    }
}
