package dev.gleaner.collector.source.cloudtrail.digest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * Keys from a file with one or more outputs of {@code aws cloudtrail list-public-keys}, for trails that are read
 * without access to AWS.
 */
final class FileDigestKeyProvider implements DigestKeyProvider {

    private final Path file;
    private final Map<String, byte[]> keys = new HashMap<>();

    /** Reads the file; an unreadable file prevents the start of the service. */
    FileDigestKeyProvider(Path file) {
        this.file = file;
        try (MappingIterator<JsonNode> answers =
                Json.mapper().readerFor(JsonNode.class).readValues(file.toFile())) {
            while (answers.hasNextValue()) {
                answers.nextValue().path("PublicKeyList").forEach(this::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't read the keys of collector.cloudtrail.digest-keys", e);
        }
    }

    @Override
    public byte[] key(String region, String fingerprint, Instant signed) throws DigestKeyProvider.UnknownKeyException {
        byte[] key = keys.get(fingerprint);
        if (key == null) {
            throw new DigestKeyProvider.UnknownKeyException("CloudTrail's key " + fingerprint + " is not in " + file);
        }
        return key;
    }

    private void add(JsonNode key) {
        keys.put(
                key.path("Fingerprint").asText(),
                Base64.getDecoder().decode(key.path("Value").asText()));
    }
}
