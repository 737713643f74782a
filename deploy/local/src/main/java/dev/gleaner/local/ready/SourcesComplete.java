package dev.gleaner.local.ready;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The analyzer knows every source to be complete up to the estate's end, in every account and region of it. The feeder
 * ends its history early enough for that, although sources stay some minutes behind by their nature.
 */
public record SourcesComplete(Api api, String analyzer, Supplier<Optional<EstateState>> state, List<String> sources)
        implements Condition {

    public SourcesComplete {
        sources = List.copyOf(sources);
    }

    @Override
    public Optional<String> missing() {
        return state.get()
                .map(estate -> Progress.ask(api, analyzer)
                        .map(progress -> missing(estate, progress))
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
        for (String source : sources) {
            for (String account : estate.accounts()) {
                for (String region : estate.regions()) {
                    Optional<Instant> through = progress.through(source, account, region);
                    if (through.isEmpty() || through.get().isBefore(estate.end())) {
                        behind.add("%s %s %s"
                                .formatted(
                                        source,
                                        region,
                                        through.map(Instant::toString).orElse("nothing yet")));
                    }
                }
            }
        }
        return behind.isEmpty()
                ? Optional.empty()
                : Optional.of("sources to pass %s: %s".formatted(estate.end(), String.join(", ", behind)));
    }
}
