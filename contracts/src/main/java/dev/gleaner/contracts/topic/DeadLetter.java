package dev.gleaner.contracts.topic;

/**
 * A record that could not be read, with what is needed to find it and send it again.
 *
 * @param source the component that tried to read it
 * @param place object key, file path or request id
 * @param offset number of the record in it, from 0; -1 for all of it
 * @param sha256 of the bytes as found, {@code sha256:...}
 * @param size of the bytes as found
 * @param reason what is wrong, for a person
 * @param head the first 4 kB as text, secrets redacted
 */
public record DeadLetter(
        String source, String place, long offset, String sha256, long size, String reason, String head) {}
