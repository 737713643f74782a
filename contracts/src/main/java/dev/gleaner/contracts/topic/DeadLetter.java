package dev.gleaner.contracts.topic;

/**
 * Input that could not be read, so that it can be found and sent again.
 *
 * @param source the reader that met it
 * @param place object key, file path or request id
 * @param offset record number in it, from 0; -1 for the whole
 * @param sha256 of the bytes as found, {@code sha256:...}
 * @param size of the bytes as found
 * @param reason what is wrong, for a person
 * @param head the first 4 kB as text, secrets redacted
 */
public record DeadLetter(
        String source, String place, long offset, String sha256, long size, String reason, String head) {}
