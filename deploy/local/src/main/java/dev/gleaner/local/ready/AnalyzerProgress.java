package dev.gleaner.local.ready;

import dev.gleaner.contracts.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The progress that the analyzer reports.
 *
 * @param due hours that are to be evaluated
 */
public record AnalyzerProgress(List<Source> sources, int due) {

    /** A source of signals and the time up to which it is complete. */
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
