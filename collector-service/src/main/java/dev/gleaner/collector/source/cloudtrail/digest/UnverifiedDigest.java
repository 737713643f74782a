package dev.gleaner.collector.source.cloudtrail.digest;

import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.source.InvalidInputException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * A digest file as it was found, not yet believed.
 *
 * @param address where it was found; empty in a folder
 * @param content what it says; empty where it can't be read
 * @param reason why not
 * @param signature that lies beside it, in hexadecimal
 * @param signed when about
 */
record UnverifiedDigest(
        DigestFile.Name name,
        String file,
        Optional<String> address,
        Optional<DigestFile> content,
        String reason,
        Optional<String> signature,
        Instant signed) {

    /** As S3 keeps it with the object, in {@code x-amz-meta-}. */
    private static final String SIGNATURE = "signature";

    /** When one was made that comes behind the others; its name has the time of those. */
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

    /** Whether it lies where CloudTrail put it, under its own name. */
    boolean isInPlace(DigestFile content) {
        return address.map(content.address()::equals)
                .orElseGet(() -> DigestFile.name(content.address()).equals(file));
    }

    /** The signature of the digest before it, as far as it tells. */
    Optional<String> signatureOf(String before) {
        return content.flatMap(DigestFile::previous)
                .filter(previous -> previous.name().equals(before))
                .map(DigestFile.Previous::signature);
    }

    /** Whether it knows the digest before it by that name, but not as this. */
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
