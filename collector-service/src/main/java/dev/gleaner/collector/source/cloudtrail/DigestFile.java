package dev.gleaner.collector.source.cloudtrail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.contracts.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A digest file of CloudTrail, which names the log files of an hour and the digest of the hour before. Files are told by
 * their names, which hold account, region and time: a folder may hold them at another place than the bucket did.
 *
 * @param chain account, region and trail; null for one that comes behind the others, which belongs to no chain
 * @param hash SHA-256 of what it holds, unpacked
 * @param previous name of the digest before; empty where logging was switched on
 * @param logs names of the log files
 */
record DigestFile(
        @Nullable String chain,
        String name,
        String hash,
        String start,
        String end,
        Optional<String> previous,
        String previousHash,
        List<String> logs) {

    private static final Pattern NAME =
            Pattern.compile("(\\d{12}_CloudTrail-Digest_.+)_\\d{8}T\\d{6}Z\\.json(?:\\.gz)?");
    private static final int LARGEST = 64 << 20;

    /** Reads one; throws when it can't be read, or is none. */
    static DigestFile read(StoredFile file, InputStream input) throws IOException {
        byte[] bytes = TrailParser.unpacked(input).readNBytes(LARGEST);
        JsonNode digest = Json.mapper().readTree(bytes);
        if (!digest.path("logFiles").isArray()) {
            throw new IOException("no digest of CloudTrail: " + file.path());
        }
        Matcher named = NAME.matcher(file.name());
        return new DigestFile(
                named.matches() ? named.group(1) : null,
                file.name(),
                Json.sha256(bytes),
                digest.path("digestStartTime").asText(),
                digest.path("digestEndTime").asText(),
                name(digest.path("previousDigestS3Object")),
                "sha256:" + digest.path("previousDigestHashValue").asText(),
                StreamSupport.stream(digest.path("logFiles").spliterator(), false)
                        .flatMap(log -> name(log.path("s3Object")).stream())
                        .toList());
    }

    private static Optional<String> name(JsonNode key) {
        String text = key.isTextual() ? key.asText() : "";
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(StoredFile.of(text, "").name());
    }
}
