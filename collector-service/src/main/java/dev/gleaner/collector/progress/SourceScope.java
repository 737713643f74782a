package dev.gleaner.collector.progress;

/** A region of an account, as one source sees it. */
public record SourceScope(String source, String account, String region) {}
