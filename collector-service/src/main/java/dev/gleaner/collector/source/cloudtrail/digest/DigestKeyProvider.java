package dev.gleaner.collector.source.cloudtrail.digest;

import java.time.Instant;

/** The public keys of CloudTrail. */
public interface DigestKeyProvider {

    /**
     * The key with this fingerprint, with which a digest of the region was signed at about that time, in PKCS#1 form
     * (DER).
     */
    byte[] key(String region, String fingerprint, Instant signed) throws UnknownKeyException;

    /** A public key of CloudTrail is not available, temporarily or permanently; the message says why. */
    static final class UnknownKeyException extends Exception {

        private static final long serialVersionUID = 1;

        UnknownKeyException(String message) {
            super(message);
        }

        /** Explanation for people. */
        String reason() {
            return String.valueOf(getMessage());
        }
    }
}
