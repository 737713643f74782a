package dev.gleaner.collector.source.cloudtrail.digest;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A digest file and the result of verifying its origin.
 *
 * @param content of the digest; empty unless it is trusted
 * @param signature of this digest, in hexadecimal; empty if unknown
 * @param fault what is wrong; empty if nothing is, or if the next digest, which contains the signature, has not arrived
 *     yet
 */
record DigestVerification(
        DigestFile.Name name,
        String file,
        Optional<DigestFile> content,
        Optional<String> signature,
        Optional<DigestFault> fault) {

    /** Period of a digest. */
    private static final Duration HOUR = Duration.ofHours(1);

    static DigestVerification verified(
            DigestFile.Name name, String file, DigestFile content, Optional<String> signature) {
        return new DigestVerification(name, file, Optional.of(content), signature, Optional.empty());
    }

    static DigestVerification waiting(DigestFile.Name name, String file) {
        return new DigestVerification(name, file, Optional.empty(), Optional.empty(), Optional.empty());
    }

    static DigestVerification faulty(DigestFile.Name name, String file, DigestFault.Kind kind, String reason) {
        String what = "digest " + file + ": " + reason;
        return new DigestVerification(
                name,
                file,
                Optional.empty(),
                Optional.empty(),
                Optional.of(new DigestFault(kind, name.account(), name.region(), what)));
    }

    /** Log files that it lists. */
    List<DigestFile.NamedLog> logs() {
        return content.map(DigestFile::logs).orElse(List.of());
    }

    /** Start of its period, as far as known. */
    Instant start() {
        return content.map(DigestFile::start).orElse(name.end().minus(HOUR));
    }

    Instant end() {
        return content.map(DigestFile::end).orElse(name.end());
    }
}
