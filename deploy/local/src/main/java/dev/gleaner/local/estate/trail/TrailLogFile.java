package dev.gleaner.local.estate.trail;

import java.time.Instant;
import java.util.Arrays;

/** A log file of a trail: its key in the bucket, the time of its delivery, and its gzip bytes. */
public final class TrailLogFile {

    private final String key;
    private final Instant delivered;
    private final byte[] bytes;

    TrailLogFile(String key, Instant delivered, byte[] bytes) {
        this.key = key;
        this.delivered = delivered;
        this.bytes = bytes;
    }

    public String key() {
        return key;
    }

    public Instant delivered() {
        return delivered;
    }

    /** The gzip form of {@code {"Records":[...]}}. */
    public byte[] bytes() {
        return Arrays.copyOf(bytes, bytes.length);
    }
}
