package dev.gleaner.local.ready;

import dev.gleaner.contracts.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The analyzer knows every source to be complete up to the estate's end, in every account and region of it.
 *
 * @param settle how much a source lags behind by its nature, by its name
 */
public record SourcesComplete(
        Api api, String analyzer, Supplier<Optional<EstateState>> state, Map<String, Duration> settle)
        implements Condition {

    public SourcesComplete {
        settle = Map.copyOf(settle);
    }

    @Override
    public Optional<String> missing() {
        return state.get()
                .map(estate -> api.json(analyzer + "/progress")
                        .map(json -> missing(estate, Json.read(Json.bytes(json), Progress.class)))
                        .orElse(Optional.of("the analyzer tells no progress")))
                .orElse(Optional.of("the estate's end is not known yet"));
    }

    @Override
    public String culprit() {
        return "analyzer";
    }

    /** One word a source that is behind, with how far it is; unknown is behind. */
    Optional<String> missing(EstateState estate, Progress progress) {
        List<String> behind = new ArrayList<>();
        for (Map.Entry<String, Duration> source : new TreeMap<>(settle).entrySet()) {
            Instant needed = estate.end().minus(source.getValue());
            for (String account : estate.accounts()) {
                for (String region : estate.regions()) {
                    Optional<Instant> through = progress.through(source.getKey(), account, region);
                    if (through.isEmpty() || through.get().isBefore(needed)) {
                        behind.add("%s %s %s of %s"
                                .formatted(
                                        source.getKey(),
                                        region,
                                        through.map(Instant::toString).orElse("nothing yet"),
                                        needed));
                    }
                }
            }
        }
        return behind.isEmpty() ? Optional.empty() : Optional.of("sources: " + String.join(", ", behind));
    }
}
