package dev.gleaner.local.ready;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A folder's trail has been read, in every account and region of the estate. It reports once all that lies there is read,
 * but only through its newest delivery, which may be older than the estate's end.
 */
public record TrailRead(Api api, String analyzer, Supplier<Optional<EstateState>> state, List<String> sources)
        implements Condition {

    public TrailRead {
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
        return "collector";
    }

    Optional<String> missing(EstateState estate, Progress progress) {
        List<String> silent = new ArrayList<>();
        for (String source : sources) {
            for (String account : estate.accounts()) {
                for (String region : estate.regions()) {
                    if (progress.through(source, account, region).isEmpty()) {
                        silent.add(source + " " + region);
                    }
                }
            }
        }
        return silent.isEmpty() ? Optional.empty() : Optional.of("to be read: " + String.join(", ", silent));
    }
}
