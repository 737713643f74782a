package dev.gleaner.analyzer.topology;

import dev.gleaner.contracts.deadletter.DeadLetter;
import dev.gleaner.contracts.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Turns a record that can't be used into its dead letter, under the key as found. */
final class DeadRecord {

    private static final int HEAD_BYTES = 4096;
    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7e]");
    private static final Pattern SECRET = Pattern.compile("(?:AKIA|ASIA)[A-Z0-9]{16}|[A-Za-z0-9/+=]{40,}");

    private DeadRecord() {}

    static Record<byte[], byte[]> of(
            Record<byte[], byte[]> record, Optional<RecordMetadata> metadata, Exception problem) {
        byte[] value = Objects.requireNonNullElse(record.value(), new byte[0]);
        DeadLetter letter = new DeadLetter(
                "analyzer",
                metadata.map(place -> place.topic() + "-" + place.partition()).orElse("unknown"),
                metadata.map(RecordMetadata::offset).orElse(-1L),
                Json.sha256(value),
                value.length,
                reason(problem.getMessage()),
                head(value));
        return record.withValue(Json.bytes(letter));
    }

    private static String reason(@Nullable String message) {
        return Objects.requireNonNullElse(message, "not a signal");
    }

    private static String head(byte[] value) {
        String text = new String(value, 0, Math.min(value.length, HEAD_BYTES), StandardCharsets.ISO_8859_1);
        return SECRET.matcher(UNPRINTABLE.matcher(text).replaceAll(".")).replaceAll("REDACTED");
    }
}
