package dev.gleaner.local.ready;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** How far the analyzer knows sources to be complete, in every account and region of an estate. */
record EstateSourceProgress(
        ServiceApiClient api, String analyzer, Supplier<Optional<EstateState>> state, List<String> sources) {

    /** It comes from where instances emit points alone, the others from every region. */
    private static final String METRICS = "metric-stream";

    EstateSourceProgress {
        sources = List.copyOf(sources);
    }

    /** What an opinion of the estate and the progress says is missing; unknown is missing. */
    Optional<String> missing(BiFunction<EstateState, AnalyzerProgress, Optional<String>> opinion) {
        return state.get()
                .map(estate -> AnalyzerProgress.fetch(api, analyzer)
                        .map(progress -> opinion.apply(estate, progress))
                        .orElse(Optional.of("the analyzer tells no progress")))
                .orElse(Optional.of("the estate's end is not known yet"));
    }

    /** A word for each source and place of which one has to be said. */
    static List<String> words(List<String> sources, EstateState estate, AnalyzerProgress progress, Word word) {
        List<String> words = new ArrayList<>();
        for (String source : sources) {
            for (String account : estate.accounts()) {
                for (String region : estate.regions()) {
                    if (source.equals(METRICS) && !estate.isMeasured(account, region)) {
                        continue;
                    }
                    word.of(source, region, progress.through(source, account, region))
                            .ifPresent(words::add);
                }
            }
        }
        return words;
    }

    /** Says something of a source in a region that is complete through a moment, or never reported. */
    interface Word {
        Optional<String> of(String source, String region, Optional<Instant> through);
    }
}
