package dev.gleaner.local.estate;

import java.time.Instant;

/**
 * An object that was read once.
 *
 * @param number of the object in its round, from 0
 */
public record ObjectRead(Read read, Bucket bucket, String key, int number, long bytes, Instant at) {}
