package dev.gleaner.analyzer.analysis;

import java.time.Instant;

/** How far a source is complete, for people to read. */
public record SourceReach(String source, String account, String region, Instant through) {

    /** As of its last report. */
    public static SourceReach of(Reach reach) {
        return new SourceReach(reach.source(), reach.account(), reach.region(), Instant.ofEpochMilli(reach.through()));
    }
}
