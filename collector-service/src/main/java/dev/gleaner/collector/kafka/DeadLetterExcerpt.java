package dev.gleaner.collector.kafka;

import dev.gleaner.contracts.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** What a dead letter contains of unreadable bytes: hash, size, and the first 4 kB, redacted. */
public record DeadLetterExcerpt(String sha256, long size, String head) {

    /** Number of bytes that a dead letter shows. */
    public static final int HEAD = 4096;

    /** Excerpt of bytes in memory. */
    public static DeadLetterExcerpt of(byte[] bytes) {
        return new DeadLetterExcerpt(Json.sha256(bytes), bytes.length, head(bytes, bytes.length));
    }

    private static String head(byte[] bytes, long size) {
        return SecretRedactor.redact(Arrays.copyOf(bytes, (int) Math.min(HEAD, size)));
    }

    /** Builds an excerpt of bytes that arrive in parts and are too many to keep. */
    public static final class Digest {

        private final MessageDigest digest = sha256();
        private final byte[] head = new byte[HEAD];
        private long size;

        /** Adds a range of bytes. */
        public void add(byte[] source, int from, int to) {
            if (size < HEAD) {
                int count = (int) Math.min(HEAD - size, to - from);
                System.arraycopy(source, from, head, (int) size, count);
            }
            digest.update(source, from, to - from);
            size += to - from;
        }

        /** The excerpt; to be called once. */
        public DeadLetterExcerpt excerpt() {
            String hash = "sha256:" + HexFormat.of().formatHex(digest.digest());
            return new DeadLetterExcerpt(hash, size, head(head, size));
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }
    }
}
