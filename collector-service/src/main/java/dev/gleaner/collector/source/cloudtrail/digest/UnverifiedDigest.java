package dev.gleaner.collector.source.cloudtrail.digest;

import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.source.InvalidInputException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * A digest file before verification.
 *
 * @param address where it was found; empty in a folder
 * @param content of the digest; empty if it can't be read
 * @param reason why it can't be read
 * @param signature stored with the file, in hexadecimal
 * @param signed approximate time of signing
 */
record UnverifiedDigest(
        DigestFile.Name name,
        String file,
        Optional<String> address,
        Optional<DigestFile> content,
        String reason,
        Optional<String> signature,
        Instant signed) {

    /** Metadata of the object in S3, {@code x-amz-meta-}. */
    private static final String SIGNATURE = "signature";

    /** Time at which a backfill digest was generated; its name contains the hour of the other digests. */
    private static final String GENERATED = "backfill-generation-timestamp";

    static UnverifiedDigest of(
            DigestFile.Name name, String file, Optional<String> address, FileStore.FileContent fileContent) {
        Optional<String> signature = Optional.ofNullable(fileContent.notes().get(SIGNATURE));
        Instant signed = signed(name, Optional.ofNullable(fileContent.notes().get(GENERATED)));
        try {
            DigestFile content = DigestFile.read(fileContent.bytes());
            return new UnverifiedDigest(name, file, address, Optional.of(content), "", signature, signed);
        } catch (InvalidInputException e) {
            return new UnverifiedDigest(name, file, address, Optional.empty(), e.reason(), signature, signed);
        }
    }

    /** Whether it is where CloudTrail delivered it, under its own name. */
    boolean isInPlace(DigestFile content) {
        return address.map(content.address()::equals)
                .orElseGet(() -> DigestFile.name(content.address()).equals(file));
    }

    /** The signature of the previous digest, if this one contains it. */
    Optional<String> signatureOf(String before) {
        return content.flatMap(DigestFile::previous)
                .filter(previous -> previous.name().equals(before))
                .map(DigestFile.Previous::signature);
    }

    /** Whether it refers to a previous digest of that name with another content. */
    boolean isBehindAnother(String before, DigestFile is) {
        return content.flatMap(DigestFile::previous)
                .filter(previous ->
                        previous.name().equals(before) && !previous.hash().equals(is.hash()))
                .isPresent();
    }

    private static Instant signed(DigestFile.Name name, Optional<String> generated) {
        try {
            return generated.map(Instant::parse).orElse(name.end());
        } catch (DateTimeException e) {
            return name.end();
        }
    }
}
