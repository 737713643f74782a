package dev.gleaner.collector.source.cloudtrail.digest;

import java.time.Instant;

/**
 * The last passed digest of a chain. This is the stored form: after a restart the chain continues there, even if the
 * bucket's lifecycle rule has deleted older files.
 *
 * @param hash of its content; empty if it was untrusted and a person accepted that
 * @param signature of this digest; empty if unknown
 * @param begin start of the first digest of the chain that passed
 * @param named end as in its file name, by which later digests are recognised
 */
record DigestPosition(String file, String hash, String signature, Instant begin, Instant end, Instant named) {

    static DigestPosition of(DigestVerification digest, Instant begin) {
        return new DigestPosition(
                digest.file(),
                digest.content().map(DigestFile::hash).orElse(""),
                digest.signature().orElse(""),
                begin,
                digest.end(),
                digest.name().end());
    }

    boolean isBefore(DigestFile.Name name) {
        return name.end().isAfter(named);
    }
}
