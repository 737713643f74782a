package dev.gleaner.gpu.buffer;

/** The oldest record of a buffer, with its number. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Waiting(long number, byte[] bytes) {}
