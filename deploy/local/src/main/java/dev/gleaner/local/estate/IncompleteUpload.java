package dev.gleaner.local.estate;

/**
 * A multipart upload to a bucket that was neither completed nor aborted.
 *
 * @param started when it began
 * @param bytes of the part that was uploaded
 */
public record IncompleteUpload(String key, EstateTime started, long bytes) {}
