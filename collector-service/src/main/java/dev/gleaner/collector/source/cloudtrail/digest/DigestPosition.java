package dev.gleaner.collector.source.cloudtrail.digest;

import java.time.Instant;

/**
 * The last digest of a chain up to which all is as CloudTrail delivered it, and published. This is the form in which it is
 * kept: after a restart the chain goes on from there, whatever the bucket's lifecycle has taken since.
 *
 * @param hash of what it holds; empty where it could not be believed, and people let it pass
 * @param signature of its own; empty where it is not known
 * @param begin of the first digest of the chain that was passed
 * @param named the end as its name has it, by which the others are told to be behind it
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
