package dev.gleaner.collector.files;

import java.time.Instant;

/** The source that read a file, the path of the file, and the time of reading. */
public record FileOrigin(String source, String place, Instant observedAt) {}
