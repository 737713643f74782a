package dev.gleaner.gpu.buffer;

/** The oldest record of a buffer, with its number. */
public record Waiting(long number, byte[] bytes) {}
