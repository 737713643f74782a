package dev.gleaner.collector.kafka;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Stable hashes of bytes: the first 64 bits of their SHA-256. Not thread-safe. */
public final class ContentHasher {

    private final MessageDigest digest;

    public ContentHasher() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The hash of the bytes from one index to another, exclusive. */
    public long hash(byte[] bytes, int from, int to) {
        digest.update(bytes, from, to - from);
        return ByteBuffer.wrap(digest.digest()).getLong();
    }
}
