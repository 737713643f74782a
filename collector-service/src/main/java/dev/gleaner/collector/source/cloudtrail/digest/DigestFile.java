package dev.gleaner.collector.source.cloudtrail.digest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.collector.source.cloudtrail.record.TrailParser;
import dev.gleaner.contracts.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A digest file of CloudTrail: the log files of an hour, and the digest of the hour before (CloudTrail User Guide,
 * "CloudTrail digest file structure"). Files are identified by their names, which contain account, region and time,
 * because a folder may hold them at another path than the bucket.
 *
 * @param hash SHA-256 of the uncompressed content, in hexadecimal
 * @param start of the period in which the listed log files were delivered
 * @param end of that period
 * @param endText the end as written and signed
 * @param address bucket and key to which CloudTrail delivered it
 * @param fingerprint of the signing key
 * @param previous the digest before; empty if logging or digests had just been switched on
 */
record DigestFile(
        String hash,
        Instant start,
        Instant end,
        String endText,
        String address,
        String fingerprint,
        Optional<Previous> previous,
        List<NamedLog> logs) {

    /** Uncompressed size in bytes; a log file takes some 300. */
    private static final int LARGEST = 64 << 20;

    /**
     * The previous digest, as the next one describes it.
     *
     * @param hash as of {@link DigestFile}
     * @param signature in hexadecimal
     */
    record Previous(String name, String hash, String signature) {}

    /**
     * A log file.
     *
     * @param hash SHA-256 of the uncompressed content, in hexadecimal
     */
    record NamedLog(String name, String hash) {}

    /** Reads a digest file, compressed or not. */
    static DigestFile read(byte[] file) throws InvalidInputException {
        try {
            byte[] bytes =
                    TrailParser.decompress(new ByteArrayInputStream(file)).readNBytes(LARGEST);
            return of(Json.mapper().readTree(bytes), Json.sha256(bytes).substring("sha256:".length()));
        } catch (IOException | DateTimeException e) {
            throw new InvalidInputException("it can't be read: " + e.getMessage());
        }
    }

    private static DigestFile of(JsonNode digest, String hash) throws InvalidInputException {
        require(digest, "digestSignatureAlgorithm", DigestVerifier.DigestSignature.ALGORITHM);
        String end = text(digest, "digestEndTime");
        return new DigestFile(
                hash,
                Instant.parse(text(digest, "digestStartTime")),
                Instant.parse(end),
                end,
                text(digest, "digestS3Bucket") + "/" + text(digest, "digestS3Object"),
                text(digest, "digestPublicKeyFingerprint"),
                previous(digest),
                logs(digest));
    }

    private static Optional<Previous> previous(JsonNode digest) throws InvalidInputException {
        if (digest.path("previousDigestS3Object").isNull()
                && digest.path("previousDigestSignature").isNull()) {
            return Optional.empty();
        }
        require(digest, "previousDigestHashAlgorithm", "SHA-256");
        return Optional.of(new Previous(
                name(text(digest, "previousDigestS3Object")),
                text(digest, "previousDigestHashValue"),
                text(digest, "previousDigestSignature")));
    }

    private static List<NamedLog> logs(JsonNode digest) throws InvalidInputException {
        if (!digest.path("logFiles").isArray()) {
            throw new InvalidInputException("it has no logFiles");
        }
        List<NamedLog> logs = new ArrayList<>();
        for (JsonNode log : digest.path("logFiles")) {
            require(log, "hashAlgorithm", "SHA-256");
            logs.add(new NamedLog(name(text(log, "s3Object")), text(log, "hashValue")));
        }
        return logs;
    }

    private static void require(JsonNode node, String field, String value) throws InvalidInputException {
        if (!text(node, field).equals(value)) {
            throw new InvalidInputException("its " + field + " is " + text(node, field) + ", not " + value);
        }
    }

    private static String text(JsonNode node, String field) throws InvalidInputException {
        String text = node.path(field).asText("");
        if (text.isEmpty()) {
            throw new InvalidInputException("it has no " + field);
        }
        return text;
    }

    /** Name of an object without the folders of its key. */
    static String name(String key) {
        return StoredFile.of(key, "").name();
    }

    /**
     * The information in the name of a digest file (CloudTrail User Guide, "CloudTrail digest file structure").
     *
     * @param chain account, region and trail, for which there is one digest per hour; a digest that was generated later
     *     for log files missing in the hourly one ({@code _backfill}) is a chain of its own
     * @param end of the period of the digest
     */
    record Name(String account, String region, String chain, Instant end) {

        private static final Pattern NAME = Pattern.compile(
                "((\\d{12})_CloudTrail-Digest_([a-z0-9-]+)_.+)_(\\d{8}T\\d{6})Z(_backfill)?\\.json(?:\\.gz)?");
        private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss");

        /** Parses a file name; empty if it is not that of a digest. */
        static Optional<Name> of(String file) {
            Matcher named = NAME.matcher(file);
            if (!named.matches()) {
                return Optional.empty();
            }
            try {
                Instant end = LocalDateTime.parse(named.group(4), SECOND).toInstant(ZoneOffset.UTC);
                String chain = named.group(5) == null ? named.group(1) : file;
                return Optional.of(new Name(named.group(2), named.group(3), chain, end));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }

        /** Whether it was generated later than the hourly digests. */
        boolean isBackfill() {
            return NAME.matcher(chain).matches();
        }
    }
}
