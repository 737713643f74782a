package dev.gleaner.analyzer.profile.reuse;

/**
 * One read of an object, or of a part of it.
 *
 * @param id hash of the event and the object
 * @param keyHash of the object's key
 * @param bytes that were read
 * @param time in epoch milliseconds
 */
public record ObjectRead(long id, long keyHash, long bytes, long time) {

    /** Which of two reports of the same read counts: a choice that does not depend on the order in which they came. */
    boolean beats(ObjectRead other) {
        return bytes > other.bytes || (bytes == other.bytes && time > other.time);
    }
}
