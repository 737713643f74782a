package dev.gleaner.collector.source.gpu;

/**
 * A line that could not be read.
 *
 * @param number in its file or body, from 0
 */
public record BadLine(long number, String text, String reason) {}
