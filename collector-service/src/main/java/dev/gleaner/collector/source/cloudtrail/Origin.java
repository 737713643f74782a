package dev.gleaner.collector.source.cloudtrail;

import java.time.Instant;

/** Which source read a file, which file, and when. */
record Origin(String source, String place, Instant observedAt) {}
