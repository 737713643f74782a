package dev.gleaner.collector.source.cloudtrail.digest;

import java.time.Instant;

/** The public keys of CloudTrail. */
public interface DigestKeyProvider {

    /**
     * The key of this fingerprint, with which a digest of that region was signed at about that time: in the form of PKCS#1
     * (DER). The message of what is thrown says why there is none, for now or at all.
     */
    byte[] key(String region, String fingerprint, Instant signed) throws UnknownKeyException;

    /** A public key of CloudTrail is not to be had, for now or at all; the message says why. */
    static final class UnknownKeyException extends Exception {

        private static final long serialVersionUID = 1;

        UnknownKeyException(String message) {
            super(message);
        }

        /** For a person. */
        String reason() {
            return String.valueOf(getMessage());
        }
    }
}
