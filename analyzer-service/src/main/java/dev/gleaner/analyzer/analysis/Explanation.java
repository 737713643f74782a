package dev.gleaner.analyzer.analysis;

import dev.gleaner.analyzer.profile.Facts;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a resource, and why each rule says what it says.
 *
 * @param born when it was first created, listed or measured
 * @param hour the end of the judged hour: the newest one; null when none was judged yet
 * @param finalThrough the end of the last hour whose verdict is final
 */
public record Explanation(
        String resource,
        @Nullable Instant born,
        @Nullable Instant hour,
        @Nullable Instant finalThrough,
        @Nullable Facts facts,
        List<Track> metrics,
        List<Opinion> rules,
        List<SourceReach> sources) {

    /**
     * The hours that the rules look at, oldest first; null where there was no point.
     *
     * @param from start of the first one
     */
    public record Track(
            String metric,
            Instant from,
            double coverage,
            List<@Nullable Float> mean,
            List<@Nullable Float> maximum,
            List<@Nullable Double> sum) {}

    /**
     * What one rule says.
     *
     * @param verdict {@code nothing}, {@code insufficient} or {@code found}
     * @param because why nothing
     * @param finding id of the open finding, final or provisional
     */
    public record Opinion(
            String rule,
            String verdict,
            @Nullable String because,
            List<String> missing,
            List<Evidence> evidence,
            List<Remedy> remedies,
            @Nullable String finding) {}
}
