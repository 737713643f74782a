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
 * What a digest file of CloudTrail says: the log files of an hour, and the digest of the hour before (CloudTrail User Guide,
 * "CloudTrail digest file structure"). Files are told by their names, which hold account, region and time: a folder may hold
 * them at another place than the bucket did.
 *
 * @param hash SHA-256 of what it holds, unpacked, in hexadecimal
 * @param start of the time in which the log files were delivered that it names
 * @param end of that time
 * @param endText the same as it is written and signed
 * @param address bucket and key where CloudTrail put it
 * @param fingerprint of the key that it is signed with
 * @param previous the digest before; empty where logging, or the making of digests, was switched on
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

    /** Unpacked, in bytes: some 300 a log file. */
    private static final int LARGEST = 64 << 20;

    /**
     * The digest before, as the one after it knows it.
     *
     * @param hash as of {@link DigestFile}
     * @param signature in hexadecimal
     */
    record Previous(String name, String hash, String signature) {}

    /**
     * A log file.
     *
     * @param hash SHA-256 of what it holds, unpacked, in hexadecimal
     */
    record NamedLog(String name, String hash) {}

    /** Reads one, packed or not. */
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

    /** Of an object, without the folders of its key. */
    static String name(String key) {
        return StoredFile.of(key, "").name();
    }

    /**
     * What the name of a digest file tells, as CloudTrail gives it (CloudTrail User Guide, "CloudTrail digest file structure").
     *
     * @param chain account, region and trail, of which there is a digest each hour; one that is delivered later, for log files
     *     that the hour's own did not name ({@code _backfill}), stands alone
     * @param end of the time that it is about
     */
    record Name(String account, String region, String chain, Instant end) {

        private static final Pattern NAME = Pattern.compile(
                "((\\d{12})_CloudTrail-Digest_([a-z0-9-]+)_.+)_(\\d{8}T\\d{6})Z(_backfill)?\\.json(?:\\.gz)?");
        private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss");

        /** Of the file of this name; empty where it is no digest's. */
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

        /** Whether it comes behind the others. */
        boolean isBackfill() {
            return NAME.matcher(chain).matches();
        }
    }
}
