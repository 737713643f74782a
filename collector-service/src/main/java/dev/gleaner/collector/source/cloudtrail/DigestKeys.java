package dev.gleaner.collector.source.cloudtrail;

import java.time.Instant;

/** The public keys of CloudTrail. */
interface DigestKeys {

    /**
     * The key of this fingerprint, with which a digest of that region was signed at about that time: in the form of PKCS#1
     * (DER). The message of what is thrown says why there is none, for now or at all.
     */
    byte[] key(String region, String fingerprint, Instant signed) throws UnknownKeyException;
}
