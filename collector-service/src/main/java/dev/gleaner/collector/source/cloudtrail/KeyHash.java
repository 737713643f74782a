package dev.gleaner.collector.source.cloudtrail;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hashes keys of objects, one after another. */
final class KeyHash {

    private final MessageDigest digest;

    KeyHash() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The same wherever and whenever it is made: the first 64 bits of its SHA-256. */
    long of(byte[] bytes, int from, int to) {
        digest.update(bytes, from, to - from);
        return ByteBuffer.wrap(digest.digest()).getLong();
    }
}
