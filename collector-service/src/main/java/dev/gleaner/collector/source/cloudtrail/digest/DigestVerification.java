package dev.gleaner.collector.source.cloudtrail.digest;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A digest file, and whether it is CloudTrail's own.
 *
 * @param content what it says; empty unless it is believed
 * @param signature of its own, in hexadecimal; empty where it is not known
 * @param fault what is wrong with it; empty where nothing is, or where the digest behind it has to come first, which tells its
 *     signature
 */
record DigestVerification(
        DigestFile.Name name,
        String file,
        Optional<DigestFile> content,
        Optional<String> signature,
        Optional<DigestFault> fault) {

    /** How long the time is that a digest is about. */
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

    /** Log files that it names. */
    List<DigestFile.NamedLog> logs() {
        return content.map(DigestFile::logs).orElse(List.of());
    }

    /** Of the time that it is about, as far as is known. */
    Instant start() {
        return content.map(DigestFile::start).orElse(name.end().minus(HOUR));
    }

    Instant end() {
        return content.map(DigestFile::end).orElse(name.end());
    }
}
