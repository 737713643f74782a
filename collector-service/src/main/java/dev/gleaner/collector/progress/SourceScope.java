package dev.gleaner.collector.progress;

/** One region of one account as one source sees it. */
public record SourceScope(String source, String account, String region) {}
