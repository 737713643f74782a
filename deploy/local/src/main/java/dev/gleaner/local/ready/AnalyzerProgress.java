package dev.gleaner.local.ready;

import dev.gleaner.contracts.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the analyzer says of how far it is.
 *
 * @param due hours waiting to be judged
 */
public record AnalyzerProgress(List<Source> sources, int due) {

    /** A source of signals and through when it is complete. */
    public record Source(String source, String account, String region, Instant through) {}

    public AnalyzerProgress {
        sources = List.copyOf(sources);
    }

    /** Empty when the analyzer does not answer. */
    public static Optional<AnalyzerProgress> fetch(ServiceApiClient api, String analyzer) {
        return api.getJson(analyzer + "/progress").map(json -> Json.read(Json.bytes(json), AnalyzerProgress.class));
    }

    Optional<Instant> through(String source, String account, String region) {
        return sources.stream()
                .filter(known -> known.source().equals(source)
                        && known.account().equals(account)
                        && known.region().equals(region))
                .map(Source::through)
                .findFirst();
    }
}
