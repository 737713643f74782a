package dev.gleaner.analyzer.analysis;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * How far a source is complete, for people to read.
 *
 * @param waitsFor the collectors that hold it back, of those that share its deliveries
 */
public record SourceReach(
        String source,
        String account,
        String region,
        Instant through,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> waitsFor) {

    public SourceReach {
        waitsFor = List.copyOf(waitsFor);
    }

    /** As of its last report. */
    public static SourceReach of(Reach reach) {
        return new SourceReach(
                reach.source(), reach.account(), reach.region(), Instant.ofEpochMilli(reach.through()), reach.behind());
    }
}
