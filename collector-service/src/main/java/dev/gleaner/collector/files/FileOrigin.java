package dev.gleaner.collector.files;

import java.time.Instant;

/** Which source read a file, which file, and when. */
public record FileOrigin(String source, String place, Instant observedAt) {}
